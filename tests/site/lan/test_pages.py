"""Without the office network there is no certificate, and the page for it is not there."""

import pytest
from cast import Cast
from django.test import Client
from django.urls import reverse


@pytest.mark.django_db
def test_a_site_for_this_machine_alone_has_no_such_page(client: Client, cast: Cast) -> None:
    assert client.get(reverse("office_network")).status_code == 404
    client.force_login(cast.创建办)
    assert client.get(reverse("office_network")).status_code == 404
