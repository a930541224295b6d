"""Where a project lies: on a network drive, or in a folder that another program synchronises. Found by looking, nothing is written.

SQLite's locks do not hold reliably over a network, and a synchronising program copies a file in the middle of a step or makes
two of it. A project there works for one person at a time; for several there are packages and merge.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

NETWORK, SYNCHRONISED = "network", "synchronised"

_NETWORK_SYSTEMS = {
    "nfs": "NFS", "nfs4": "NFS", "cifs": "SMB", "smb3": "SMB", "smbfs": "SMB", "smb2": "SMB", "ncpfs": "NetWare", "afs": "AFS",
    "afpfs": "AFP", "fuse.sshfs": "sshfs", "sshfs": "sshfs", "macfuse": "sshfs", "osxfuse": "sshfs", "fuse.rclone": "rclone",
    "fuse.davfs": "WebDAV", "davfs": "WebDAV", "webdav": "WebDAV", "9p": "9P", "ceph": "Ceph", "fuse.ceph": "Ceph",
    "glusterfs": "GlusterFS", "fuse.glusterfs": "GlusterFS", "lustre": "Lustre", "beegfs": "BeeGFS", "fuse.gvfsd-fuse": "GVfs",
    "fuse.s3fs": "S3",
}  # fmt: skip
_FOLDERS = (
    (re.compile(r"^dropbox( \(.+\))?$", re.I), "Dropbox"),
    (re.compile(r"^onedrive( ?-.+|commercial)?$", re.I), "OneDrive"),
    (re.compile(r"^(icloud ?drive|com~apple~clouddocs)$", re.I), "iCloud"),
    (re.compile(r"^(google ?drive|my drive|googledrive-.+|drivefs)$", re.I), "Google Drive"),
    (re.compile(r"^nextcloud\d*$", re.I), "Nextcloud"),
    (re.compile(r"^owncloud\d*$", re.I), "ownCloud"),
    (re.compile(r"^sync(thing)?$", re.I), "Syncthing"),
    (re.compile(r"^(box|box sync)$", re.I), "Box"),
)
_CLOUD_STORAGE = re.compile(r"^(dropbox|onedrive|googledrive|box|icloud|nextcloud|owncloud)", re.I)
# What the programs leave in the folders that they synchronise.
_MARKS = {
    ".dropbox": "Dropbox", ".dropbox.cache": "Dropbox", ".stfolder": "Syncthing", ".stignore": "Syncthing", ".sync": "Resilio Sync",
    ".nextcloudsync.log": "Nextcloud", ".owncloudsync.log": "ownCloud", ".tmp.drivedownload": "Google Drive",
    ".tmp.driveupload": "Google Drive", "desktop.ini.onedrive": "OneDrive",
}  # fmt: skip
_MARK_PATTERNS = ((re.compile(r"^\.(sync|_sync)_[0-9a-f]+\.db$"), "Nextcloud"),)
_NAMES_ALONE = frozenset({"Dropbox", "OneDrive", "iCloud", "Google Drive", "Nextcloud", "ownCloud"})
"""the programs whose folders are known by their name; Syncthing and Box only with a mark, as others call folders so too"""


@dataclass(frozen=True, slots=True)
class Place:
    """Why a project lies where it should not be worked in by several: ``kind``, and by what (NFS, Dropbox …)."""

    kind: str
    by: str


def synchronised_by(path: PurePath, listing: Callable[[str], Iterable[str]] = lambda _folder: ()) -> str:
    """Return the program that synchronises the folder of this path, "" if none is known to; ``listing`` gives the names in a folder."""
    parents = list(path.parents)
    for folder in parents:
        if folder.parent.name == "CloudStorage" and (found := _CLOUD_STORAGE.match(folder.name)):  # macOS keeps all of them there
            return {"dropbox": "Dropbox", "onedrive": "OneDrive", "googledrive": "Google Drive", "icloud": "iCloud"}.get(
                found[1].lower(), found[1]
            )
        for pattern, program in _FOLDERS:
            if program in _NAMES_ALONE and pattern.match(folder.name) and not (folder.name.lower() == "my drive" and not _is_drive(folder)):
                return program
    for folder in parents:
        for name in listing(str(folder)):
            if name.lower() in _MARKS:
                return _MARKS[name.lower()]
            for pattern, program in _MARK_PATTERNS:
                if pattern.match(name.lower()):
                    return program
    return ""


def _is_drive(folder: PurePath) -> bool:
    """Return whether a folder ``My Drive`` is Google's: at the root of a drive, or in a folder of that name."""
    return str(folder.parent) == folder.anchor or "google" in str(folder.parent).lower()


def network_system(path: PurePosixPath, mounts: Iterable[tuple[str, str]]) -> str:
    """Return by what a path is reached over the network, "" if it is on this computer; ``mounts``: (folder, kind of file system)."""
    best, kind = -1, ""
    for folder, system in mounts:
        mounted = PurePosixPath(folder)
        if (path == mounted or mounted in path.parents) and len(mounted.parts) >= best:
            best, kind = len(mounted.parts), system
    return _NETWORK_SYSTEMS.get(kind.lower(), "")


def parsed_mounts(text: str) -> list[tuple[str, str]]:
    """Return (folder, kind of file system) of each line of Linux' ``/proc/mounts``, in which spaces are written ``\\040``."""
    found = []
    for line in text.splitlines():
        words = line.split(" ")
        if len(words) >= 3:
            found.append((re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), words[1]), words[2]))
    return found


_MAC_MOUNT = re.compile(r"^.+ on (/.*) \(([^,()]+)[,)]")


def parsed_mac_mounts(text: str) -> list[tuple[str, str]]:
    """Return (folder, kind of file system) of each line that macOS' ``mount`` prints."""
    return [(found[1], found[2].strip()) for line in text.splitlines() if (found := _MAC_MOUNT.match(line))]


REMOTE_DRIVE = 4
"""what Windows' GetDriveType says of a drive letter that stands for a folder of another computer"""


def windows_network(path: PureWindowsPath, drive_type: Callable[[str], int] = lambda _root: 0) -> str:
    """Return by what a path of Windows is reached over the network: a UNC path, or a letter mapped to one; "" if neither."""
    drive = path.drive
    if drive.startswith("\\\\?\\UNC\\") or (drive.startswith("\\\\") and not drive.startswith(("\\\\?\\", "\\\\.\\"))):
        return "SMB"
    letter = drive.removeprefix("\\\\?\\")
    return "SMB" if letter and drive_type(letter + "\\") == REMOTE_DRIVE else ""


def place_of(path: Path, environment: Mapping[str, str] = os.environ) -> Place | None:
    """Return why a project should not be worked in by several where it lies, None if nothing speaks against it."""
    whole = Path(os.path.realpath(path))
    if by := _network_here(whole):
        return Place(NETWORK, by)
    for name in ("OneDrive", "OneDriveCommercial", "OneDriveConsumer"):
        folder = environment.get(name)
        if folder and Path(folder) in whole.parents:
            return Place(SYNCHRONISED, "OneDrive")
    by = synchronised_by(whole, _names_in) or synchronised_by(Path(os.path.abspath(path)))
    return Place(SYNCHRONISED, by) if by else None


def _names_in(folder: str) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return [entry.name for _number, entry in zip(range(2_000), entries, strict=False)]
    except OSError:
        return []


def _network_here(path: Path) -> str:
    if sys.platform == "win32":
        import ctypes

        return windows_network(PureWindowsPath(path), lambda root: int(ctypes.windll.kernel32.GetDriveTypeW(root)))
    return network_system(PurePosixPath(path), _mac_mounts() if sys.platform == "darwin" else _linux_mounts())


def _linux_mounts() -> list[tuple[str, str]]:
    try:
        return parsed_mounts(Path("/proc/mounts").read_text(encoding="utf-8", errors="surrogateescape"))
    except OSError:
        return []


def _mac_mounts() -> list[tuple[str, str]]:
    import subprocess

    try:
        told = subprocess.run(["/sbin/mount"], capture_output=True, text=True, timeout=2, check=False)
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return []
    return parsed_mac_mounts(told.stdout)
