"""The lab in the browser: `glasshouse serve`.

    settings    where it listens, what it allows, where runs are kept
    server      the web application: pages, questions, jobs, downloads
    guard       what every request passes: host, origin, token, size, security headers
    asking      what may be asked, checked
    jobs        questions (job) wait, run in a worker process, can be cancelled
    worker      the process that simulates; it keeps kernels and baselines warm and dies with the server
    tasks       what the worker can do, by name
    answering   from a question to an answer: two paired worlds, the difference, by group, by week
    drawing     an answer as charts, by the report's own chart code
    film        ten thousand people, week by week
    scenes      the seven scenes of the story
    names       what measures, parameters and groups are called on the page
    catalogue   translations, and what is missing in them

The page in `templates/` and `static/` is served as it lies there: no build step, no outside request.
Extra `lab`: FastAPI, Uvicorn, Babel.
"""
