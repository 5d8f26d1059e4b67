"""Events: everybody who asked is told, in order, and what a handler refuses does not happen."""

from dataclasses import dataclass

import pytest
from cast import Cast

from dabiao.house.events import publish, subscribe
from dabiao.house.models import AuditEntry
from dabiao.people.models import Organisation, OrganisationKind
from dabiao.people.policy import Action
from dabiao.people.writing import writing


def test_handlers_are_told_in_the_order_they_subscribed() -> None:
    @dataclass(frozen=True)
    class Happened:
        number: int

    heard: list[tuple[str, int]] = []

    @subscribe(Happened)
    def first(event: Happened) -> None:
        heard.append(("first", event.number))

    @subscribe(Happened)
    def second(event: Happened) -> None:
        heard.append(("second", event.number))

    publish(Happened(7))
    assert heard == [("first", 7), ("second", 7)]


def test_a_handler_that_subscribes_twice_is_told_once() -> None:
    @dataclass(frozen=True)
    class Happened:
        pass

    heard: list[Happened] = []

    def listen(event: Happened) -> None:
        heard.append(event)

    subscribe(Happened)(subscribe(Happened)(listen))
    publish(Happened())
    assert len(heard) == 1


def test_an_event_reaches_its_own_kind_only() -> None:
    @dataclass(frozen=True)
    class Happened:
        pass

    @dataclass(frozen=True)
    class HappenedToo(Happened):
        pass

    heard: list[Happened] = []
    subscribe(Happened)(heard.append)
    publish(HappenedToo())
    assert heard == []


def test_what_a_handler_cannot_do_undoes_the_whole_write(cast: Cast) -> None:
    @dataclass(frozen=True)
    class StreetAdded:
        pass

    @subscribe(StreetAdded)
    def refuse(_event: StreetAdded) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), writing(cast.创建办, Action.REGISTER_SITES, "sites"):
        Organisation.objects.create(kind=OrganisationKind.STREET, name="南湖街道")
        publish(StreetAdded())
    assert not Organisation.objects.filter(name="南湖街道").exists()
    assert not AuditEntry.objects.exists()
