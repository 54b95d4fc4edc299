"""The loss curve: one CSV row a round, and a picture of it."""

import csv
from pathlib import Path

COLUMNS = ("round", "step", "seconds", "lr", "cls", "box", "dense", "total")


def append(path: Path, row: dict) -> None:
    fresh = not path.is_file()
    with path.open("a", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        if fresh:
            writer.writeheader()
        writer.writerow({name: f"{row[name]:.6g}" for name in COLUMNS})


def cut(path: Path, rounds: int) -> None:
    """Drops the rows of rounds that a resumed run is going to repeat."""
    if path.is_file():
        with path.open(newline="") as file:
            rows = [row for row in csv.DictReader(file) if int(row["round"]) < rounds]
        path.unlink()
        for row in rows:
            append(path, {name: float(row[name]) for name in COLUMNS})


def draw(path: Path, picture: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    figure, axes = pyplot.subplots(figsize=(8, 4.5))
    for term in ("cls", "box", "dense", "total"):
        axes.plot([float(row["step"]) for row in rows], [float(row[term]) for row in rows], label=term)
    axes.set(xlabel="step", ylabel="loss per true box", yscale="log")
    axes.legend()
    figure.tight_layout()
    figure.savefig(picture, dpi=100)
    pyplot.close(figure)
