"""``dabiao serve --lan``: everything that has to be right before the office network may come in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import IPv4Address
from pathlib import Path

import click

from dabiao.core.defects import BadInput, Defect
from dabiao.site.commands.serve import open_home, prepare_home, refuse_taken_port, serve_pages
from dabiao.site.home_folder import HomeFolder
from dabiao.site.lan.addresses import chosen_address
from dabiao.site.lan.authority import LocalAuthority, ServerFiles, fingerprint
from dabiao.site.lan.office_certificate import names_covered
from dabiao.site.lan.serving import OfficeNetwork, lan_folder


@dataclass(frozen=True, slots=True)
class LanRequest:
    """What was asked on the command line."""

    address: str | None
    port: int
    certificate_port: int
    certificate: Path | None
    key: Path | None


def serve_office_network(home: HomeFolder, asked: LanRequest) -> None:
    """Serve over HTTPS on one address of the office network until interrupted. Raises BadInput."""
    address = chosen_address(asked.address)
    refuse_taken_port(asked.port, str(address))
    network, files = _certified(home, address, asked)
    network.tell()
    open_home(home)
    _refuse_demo(home)
    click.echo(f"达标已对办公网开放：{network.site}")
    click.echo(f"数据文件夹：{home.path}")
    if network.page:
        known = LocalAuthority(lan_folder(home.path)).certificate()
        click.echo(f"手机和电脑先装证书，扫码或打开：{network.page}")
        click.echo(f"装之前核对 SHA-256 指纹：{fingerprint(known)}")
    click.echo("只有接入办公网的设备打得开。按 Ctrl-C 停止。")
    serve_pages(str(address), asked.port, files)


def _certified(
    home: HomeFolder, address: IPv4Address, asked: LanRequest
) -> tuple[OfficeNetwork, ServerFiles]:
    now = datetime.now(UTC)
    if asked.certificate and asked.key:
        files = ServerFiles(asked.certificate, asked.key)
        return OfficeNetwork(str(address), asked.port, names_covered(files, address, now)), files
    if asked.certificate or asked.key:
        raise BadInput(Defect("--cert 和 --key 要一起给：证书和它的私钥", "dabiao serve"))
    if asked.certificate_port == asked.port:
        raise BadInput(Defect("发证书的端口不能和网页的端口相同", "--certificate-port"))
    refuse_taken_port(asked.certificate_port, str(address))
    prepare_home(home)
    files = LocalAuthority(lan_folder(home.path)).prepare(address, now)
    return OfficeNetwork(str(address), asked.port, (str(address),), asked.certificate_port), files


def _refuse_demo(home: HomeFolder) -> None:
    from dabiao.site.demo.folder import is_built  # noqa: PLC0415  # models need the settings first

    if is_built():
        raise BadInput(
            Defect(
                "这是示范城区，账号和密码人人知道，不能对办公网开放。请用 DABIAO_HOME 换成本区的数据文件夹",
                str(home.path),
            )
        )
