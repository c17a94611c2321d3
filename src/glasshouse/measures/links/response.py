"""Response: hardship, fear, silence, concern, approval, and what people know."""

from glasshouse.measures.formula import Formula, Kind, Measure, flow, mean_byte, series, stock


def _measure(name: str, kind: Kind, unit: str, formula: Formula, says: str) -> Measure:
    return Measure(name, "response", kind, unit, says, formula)


MEASURES = (
    # A level that people have without any apparatus as well: its change between two worlds is the harm.
    _measure("hardship_mean", "description", "share", mean_byte("hardship_sum"),
             "Mean hardship at the end of the run, from 0 (none) to 1 (as bad as the model knows), whatever "
             "its cause."),
    _measure("people_in_hardship", "harm", "people", stock("people_in_hardship"),
             "People in hardship at the end of the run."),
    _measure("fear_mean", "harm", "share", mean_byte("fear_sum"),
             "Mean fear at the end of the run, from 0 to 1; it keeps people from speaking."),
    _measure("concern_mean", "description", "share", mean_byte("concern_sum"),
             "Mean concern about being watched at the end of the run, from 0 to 1."),
    _measure("approval_mean", "description", "share", mean_byte("approval_sum"),
             "Mean approval of the apparatus at the end of the run, from 0 to 1; people who know little "
             "approve more."),
    _measure("people_aware", "description", "people", stock("people_aware"),
             "People who know that the instruments in force where they live exist."),
    _measure("people_concerned", "description", "people", stock("people_concerned"),
             "People who say they are concerned about being watched."),
    _measure("people_approving", "description", "people", stock("people_approving"),
             "People who say they approve; many of them are concerned as well."),
    _measure("posts_held_back", "harm", "posts", flow("posts_not_written"),
             "Lawful posts that fear kept people from writing, as seen inside this one world; compared "
             "worlds give posts_not_written."),
    _measure("grievance", "description", "wrongs per 1,000 people", series("grievance", "mean"),
             "Grievance in the news in the last week: recent wrongs for 1,000 people, fading with time."),
)  # fmt: skip
