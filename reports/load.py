"""``load.html`` and ``load.pdf``: what a load showed, from the record alone; and the page that shows one as it goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from harness.record import Run, read_events
from reports.documents.blocks import Document, bullets, facts, heading, para, table, toned
from reports.documents.press import write as press
from reports.load_plots import lines, spread
from reports.page import rendered
from reports.whole import write_whole
from reports.words import Words

NAME = "load.html"
COLUMNS = (
    *(("offered", "Arrived"), ("done", "Done"), ("failed", "Failed"), ("done_per_s", "Done/s"), ("p50_ms", "p50 ms")),
    *(("p90_ms", "p90"), ("p95_ms", "p95"), ("p99_ms", "p99"), ("max_ms", "Longest"), ("mib_per_s", "MiB/s")),
)
MEASURED = {
    "image": "one C-STORE, from request to response",
    "retrievable": "from the response to the last image until that image could be retrieved",
    "first-image": "from the arrival of a retrieval until its first image was here",
}
STYLE = (
    ".scroll{overflow-x:auto}.q{border-collapse:collapse;width:100%;font-size:.92rem}.q th,.q td{border-bottom:1px "
    "solid var(--line);padding:.3rem .6rem;text-align:right}.q th:first-child,.q td:first-child{text-align:left}"
    "svg{max-width:100%;background:#fff}@media print{.top{position:static}}"
)


def of_run(run: Run) -> dict[str, Any]:
    """What the load events of a record hold: profile, points, summary. Empty where the run was no load."""
    found: dict[str, Any] = {"points": [], "summary": {}, "stopped": "", "seconds": 0.0, "errors": []}
    for event in read_events(run.folder):
        if event["type"] == "load-started":
            found |= {"profile": event["profile"], "left_out": event["left_out"], "workers": event["workers"]}
        elif event["type"] == "load":
            found["points"].append(event)
        elif event["type"] == "load-ended":
            found |= {name: event[name] for name in ("summary", "stopped", "seconds")}
    if "profile" not in found:
        return {}
    if not found["summary"]:
        found["stopped"] = "the load was cut short: the record has no end"
    return found


def plots(load: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Title and SVG of each plot that has something to show."""
    points: Sequence[Mapping[str, Any]] = load["points"]
    jobs = sorted({name for point in points for name in point["jobs"]})
    rates = {
        "arrived": [
            (p["seconds"], sum(p["jobs"].get(j, {}).get("offered_per_s", 0) for j in _offered(p))) for p in points
        ],
        "done": [(p["seconds"], sum(p["jobs"][j]["done_per_s"] for j in _offered(p))) for p in points],
        "failed": [(p["seconds"], sum(p["jobs"][j]["failed"] / p["span"] for j in _offered(p))) for p in points],
    }
    slow = {
        job: [(p["seconds"], p["jobs"][job]["p95_ms"]) for p in points if p["jobs"].get(job, {}).get("done")]
        for job in jobs
    }
    used = sorted({name for point in points for name in point["usage"]})
    memory = {n: [(p["seconds"], p["usage"][n]["rss_mib"]) for p in points if n in p["usage"]] for n in used}
    busy = {n: [(p["seconds"], p["usage"][n]["cpu_percent"]) for p in points if n in p["usage"]] for n in used}
    drawn = [
        ("Jobs a second", lines(rates, "/s")),
        ("95th percentile of each job, over time", lines(slow, "ms")),
        ("Latency: median to 99th percentile, the 95th marked", spread(load["summary"])),
        ("Memory of our own processes", lines(memory, "MiB")),
        ("Processor of our own processes (100 %: one core)", lines(busy, "%")),
    ]
    return [(title, svg) for title, svg in drawn if svg]


def _offered(point: Mapping[str, Any]) -> Iterable[str]:
    return [name for name in point["jobs"] if name not in MEASURED]


def page(load: Mapping[str, Any], about: Mapping[str, Any], *, refresh_s: int = 0) -> str:
    """The page as text. ``about``: site, run_id, started; ``refresh_s``: the page loads itself anew (while it goes)."""
    return rendered(
        "load.html.j2",
        STYLE,
        load=load,
        about=about,
        plots=[(title, Markup(svg)) for title, svg in plots(load)],
        columns=COLUMNS,
        measured=MEASURED,
        refresh_s=refresh_s,
    )


def write(run: Run, folder: Path) -> Path | None:
    """Write ``load.html``, whole or not at all; None where the run was no load. OSError where that is not possible."""
    load = of_run(run)
    return write_whole(folder / NAME, page(load, about_of(run))) if load else None


def write_pdf(run: Run, folder: Path) -> Path | None:
    """The same on paper. OSError, :class:`reports.documents.press.PressError`."""
    load = of_run(run)
    return press(document_of(load, run), folder) if load else None


def about_of(run: Run) -> dict[str, Any]:
    return {"site": run.site.get("name", ""), "run_id": run.run_id, "started": run.started,
            "verdict": run.verdict.value, "version": run.version,
            "findings": [f"{f.summary}: {f.received} (goal: {f.expected})" for _, f in run.findings]}  # fmt: skip


def document_of(load: Mapping[str, Any], run: Run) -> Document:
    """The document; its figures are those of the page."""
    about, profile = about_of(run), load["profile"]
    doc = Document(
        "load", "Load", Words("en", str(run.site.get("time_zone") or "UTC")), kicker=f"{about['site']} · {run.run_id}",
        foot=f"interop {run.version} · load · {run.run_id}", moment=run.ended or run.started,
    )  # fmt: skip
    tone = {"PASS": "ok", "FAIL": "bad"}.get(about["verdict"], "pend")
    doc.add(heading(toned(about["verdict"], tone)), para(f"{profile['name']}: {profile['title']}", "lead"))
    doc.add(
        facts(
            [
                ("Duration", f"{load['seconds']:.0f} s"),
                ("Workers", str(load["workers"])),
                ("Ended early", load["stopped"]),
            ]
        )
    )
    if about["findings"]:
        doc.add(heading("What did not hold", 2), bullets(about["findings"]))
    doc.add(heading("Figures", 2), para("Latency counts from the moment at which a job was due.", "small"))
    names = ["Job", *(title for _, title in COLUMNS)]
    rows = [[name, *(_number(row[key]) for key, _ in COLUMNS)] for name, row in load["summary"].items()]
    doc.add(table(["24mm", *["1fr"] * len(COLUMNS)], names, rows, small=True))
    errors = [
        f"{name}: {count} × {kind}" for name, row in load["summary"].items() for kind, count in row["errors"].items()
    ]
    if errors:
        doc.add(heading("Errors by kind", 2), bullets(errors))
    for index, (title, svg) in enumerate(plots(load)):
        doc.add(heading(title, 2))
        doc.picture(f"plot{index}.svg", svg, title)
    return doc


def _number(value: float) -> str:
    return f"{value:g}" if isinstance(value, int) or value >= 100 else f"{value:.3g}"
