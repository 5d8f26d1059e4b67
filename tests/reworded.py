"""Packs of which nobody would know the ids and a third of the words: how sure may a counterpart be?"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from dabiao.core.crosswalk.model import CrosswalkKind
from dabiao.core.crosswalk.proposal import propose
from dabiao.core.framework import Framework, Node, Standard
from dabiao.standards.pack_files import load_pack

PACKS = ("district-practice", "minors-practice", "index-2012")


def reworded(pack: Framework, seed: int) -> Framework:
    """Every id another, and a third of every title, text and item cut out somewhere."""
    chance = random.Random(seed)

    def cut(text: str) -> str:
        length = len(text) // 3
        at = chance.randrange(len(text) - length + 1)
        return text if len(text) < 8 else text[:at] + text[at + length :]

    def walk(node: Node | Standard) -> Node | Standard:
        if isinstance(node, Standard):
            return replace(node, id=f"新{node.id}", title=cut(node.title), text=cut(node.text))
        return replace(node, children=tuple(walk(one) for one in node.children))

    items = tuple(
        replace(one, id=f"新{one.id}", standard_id=f"新{one.standard_id}", text=cut(one.text))
        for one in pack.items
    )
    return replace(pack, tree=tuple(walk(one) for one in pack.tree), items=items)


@dataclass(frozen=True)
class Counterparts:
    """Standards proposed, those whose likeliest counterpart is right, those sure without a person; and of all that
    is sure, standards and items, how many are wrong.
    """

    standards: int = 0
    likeliest_right: int = 0
    sure_standards: int = 0
    sure: int = 0
    wrong: int = 0


def counterparts(seeds: int) -> Counterparts:
    """What comes of all packs, reworded ``seeds`` times each."""
    found = Counterparts()
    for name in PACKS:
        pack = load_pack(name)
        for seed in range(seeds):
            entries = propose(pack, reworded(pack, seed), CrosswalkKind.EDITION).entries
            standards = [one for one in entries if not one.item]
            sure = [one for one in entries if one.leads_somewhere]
            wrong = [
                one
                for one in sure
                if (one.to_item != f"新{one.item}" if one.item else one.to_standard != f"新{one.standard}")
            ]
            found = Counterparts(
                found.standards + len(standards),
                found.likeliest_right + sum(one.candidate == f"新{one.standard}" for one in standards),
                found.sure_standards + sum(one.leads_somewhere for one in standards),
                found.sure + len(sure),
                found.wrong + len(wrong),
            )
    return found
