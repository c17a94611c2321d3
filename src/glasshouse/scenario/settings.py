"""Overrides against the ledger: is the name known, is the value possible, does it lie in the range?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from glasshouse.base.errors import BadValue, quoted
from glasshouse.base.ledger import Ledger, Parameter
from glasshouse.scenario.model import Setting

_SWITCHES = {"on": 1.0, "true": 1.0, "yes": 1.0, "off": 0.0, "false": 0.0, "no": 0.0}


def assignment(text: str) -> tuple[str, float]:
    """Returns the name and value of NAME=VALUE, as `--set` takes it; on and off stand for 1 and 0.

    >>> assignment("rating.grace_days=30")
    ('rating.grace_days', 30.0)

    Raises:
        BadValue: If there is no `=`, or no number after it.
    """
    name, equals, value = (part.strip() for part in text.partition("="))
    allowed = "NAME=NUMBER, such as rating.grace_days=30"
    if not (name and equals and value):
        raise BadValue(f"{quoted(text)} is not an assignment", value=text, place="--set", allowed=allowed)
    if value.casefold() in _SWITCHES:
        return name, _SWITCHES[value.casefold()]
    try:
        return name, float(value)
    except ValueError:
        raise BadValue(
            f"{quoted(value)} is not a number", value=value, place="--set", allowed=allowed
        ) from None


@dataclass
class Checker:
    """Checks overrides against a ledger, and collects what is possible but worth saying.

    Attributes:
        ledger: What is checked against; its ranges grow where a setting states its own.
        warnings: What the plan says to its reader.
    """

    ledger: Ledger
    warnings: list[str] = field(default_factory=list)

    def values(self, settings: Iterable[Setting]) -> dict[str, float]:
        """Returns the checked number of each setting.

        Raises:
            UnknownName: With the nearest name.
            BadValue: If a value is impossible, or lies outside the range that the setting itself states.
        """
        return {setting.name: self.value(setting) for setting in settings}

    def value(self, setting: Setting) -> float:
        """Returns the checked number of one setting."""
        parameter = self.ledger.named(setting.name, setting.place)
        value = parameter.check(setting.value, setting.place)
        if setting.range is not None:
            self._own_range(parameter, setting, value)
        elif not parameter.low <= value <= parameter.high:
            self._outside(parameter, setting, value)
        self.ledger = self.ledger.widened({setting.name: value})
        return value

    def _own_range(self, parameter: Parameter, setting: Setting, value: float) -> None:
        assert setting.range is not None
        low, high = (parameter.check(end, setting.place) for end in setting.range)
        if not low <= value <= high:
            raise BadValue(
                f"{setting.name}: {quoted(setting.value)} lies outside the range stated beside it",
                value=setting.value,
                place=setting.place,
                allowed=f"{low:g} to {high:g}",
            )
        self.ledger = self.ledger.changed(
            [replace(parameter, low=min(low, parameter.low), high=max(high, parameter.high))]
        )

    def _outside(self, parameter: Parameter, setting: Setting, value: float) -> None:
        self.warnings.append(
            f"{setting.name} = {value:g} ({setting.place}) is possible, but lies outside the ledger's range "
            f"{parameter.low:g} to {parameter.high:g} ({parameter.unit}), for which there is a source. "
            "Runs pair person by person only with runs of the same ranges."
        )


def written(parameter: Parameter, setting: Setting, value: float) -> Parameter:
    """Returns the ledger's entry as a setting changes it.

    The source of the ledger no longer vouches for another value: where the setting names no source and grade
    of its own, the new value is an assumption of whoever set it.
    """
    if value == parameter.value and not (setting.source or setting.grade):
        return replace(parameter, set_by=setting.place)
    says = f"{parameter.says.rstrip('.')}. Here: {setting.why}" if setting.why else parameter.says
    return replace(
        parameter,
        value=value,
        source=setting.source or setting.why or f"set in {setting.place}",
        grade=setting.grade or "assumed",
        says=says,
        set_by=setting.place,
    )


def by_option(given: Mapping[str, float]) -> tuple[Setting, ...]:
    """Returns the settings of `--set` options."""
    return tuple(Setting(name=name, value=value, place=f"--set {name}") for name, value in given.items())
