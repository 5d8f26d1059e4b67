"""The table of identity providers: read from a file, every defect told, no secret shown."""

import json
from pathlib import Path

import pytest

from dabiao.core.defects import BadInput
from dabiao.people.door.providers import Kind, read_providers

RIGHT = {
    "name": "district",
    "title": "区统一认证",
    "kind": "oidc",
    "issuer": "https://id.example.cn",
    "client_id": "dabiao",
    "client_secret": "geheim",
}


def written(folder: Path, *rows: dict[str, object]) -> Path:
    lines = []
    for row in rows:
        lines.append("[[provider]]")
        lines += [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in row.items()]
    path = folder / "identity-providers.toml"
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_without_a_file_there_is_none(tmp_path: Path) -> None:
    assert read_providers(tmp_path / "identity-providers.toml") == ()


def test_every_kind_has_the_same_shape_and_nobody_prints_a_secret(tmp_path: Path) -> None:
    rows = [RIGHT | {"name": kind, "kind": kind, "agent_id": "1000002"} for kind in Kind]
    found = read_providers(written(tmp_path, *rows))
    assert [one.kind for one in found] == list(Kind)
    assert "geheim" not in repr(found)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": None}, "缺少 name"),
        ({"issuer": None}, "缺少 issuer"),
        ({"secret": "x"}, "不认识 secret"),
        ({"client_id": ""}, "client_id 应当是不空的文字"),
        ({"client_secret": 7}, "client_secret 应当是不空的文字"),
        ({"kind": "saml"}, "kind 只能是 oidc、wecom、dingtalk"),
        ({"name": "区 1"}, "name 只能用小写字母"),
        ({"issuer": "http://id.example.cn"}, "issuer 要以 https:// 开头"),
        ({"issuer": "ftp://id.example.cn"}, "issuer 要以 https:// 开头"),
        ({"issuer": "http://127.0.0.1.evil.example"}, "issuer 要以 https:// 开头"),
    ],
)
def test_a_defect_is_told_with_its_place(tmp_path: Path, changed: dict[str, object], said: str) -> None:
    row = {name: value for name, value in (RIGHT | changed).items() if value is not None}
    with pytest.raises(BadInput) as refused:
        read_providers(written(tmp_path, RIGHT | {"name": "first"}, row))
    assert f"第 2 个 provider：{said}" in str(refused.value)


@pytest.mark.parametrize("issuer", ["http://127.0.0.1:9000", "http://localhost:9000", "http://[::1]:9000"])
def test_this_machine_may_do_without_https(tmp_path: Path, issuer: str) -> None:
    assert read_providers(written(tmp_path, RIGHT | {"issuer": issuer}))


def test_a_name_is_given_once(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="重复"):
        read_providers(written(tmp_path, RIGHT, RIGHT))


def test_a_file_that_is_no_toml_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "identity-providers.toml"
    path.write_text("[[provider", "utf-8")
    with pytest.raises(BadInput, match="TOML"):
        read_providers(path)
