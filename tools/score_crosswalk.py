"""Print how sure counterparts are that ``core/crosswalk/proposal`` proposes for reworded packs."""

from __future__ import annotations

from reworded import counterparts

SEEDS = 20


def main() -> None:
    """Print one line of figures."""
    found = counterparts(SEEDS)
    print(
        f"likeliest standard right {found.likeliest_right} of {found.standards}; "
        f"sure without a person {found.sure_standards / found.standards:.1%} of standards; "
        f"of {found.sure} sure counterparts (standards and items) {found.wrong} wrong "
        f"({found.wrong / found.sure:.2%})"
    )


if __name__ == "__main__":
    main()
