"""Where a project lies: network drives and synchronised folders of the three systems, told apart from folders that only look like it."""

from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from annotator.store.places import (
    NETWORK,
    REMOTE_DRIVE,
    SYNCHRONISED,
    Place,
    network_system,
    parsed_mac_mounts,
    parsed_mounts,
    place_of,
    synchronised_by,
    windows_network,
)

LINUX = r"""
/dev/nvme0n1p2 / ext4 rw,relatime 0 0
proc /proc proc rw 0 0
server:/export/study /mnt/study nfs4 rw,vers=4.2 0 0
//files/team /media/team\040drive cifs rw,username=ada 0 0
ada@host:/srv/ada /srv/ada/far fuse.sshfs rw 0 0
/dev/sdb1 /mnt/study/local ext4 rw 0 0
gvfsd-fuse /run/user/1000/gvfs fuse.gvfsd-fuse rw 0 0
"""
MAC = """
/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
//ada@files._smb._tcp.local/team on /Volumes/team (smbfs, nodev, nosuid, mounted by ada)
server:/export on /Volumes/my export (nfs, nodev)
sshfs@host on /private/ada/far (macfuse, nodev)
/dev/disk4s1 on /Volumes/STICK (msdos, local)
"""


@pytest.mark.parametrize(
    ("path", "by"),
    [
        ("/srv/ada/study.annot", ""),
        ("/mnt/study/study.annot", "NFS"),
        ("/media/team drive/study.annot", "SMB"),
        ("/srv/ada/far/study.annot", "sshfs"),
        ("/srv/ada/farther/study.annot", ""),
        ("/mnt/study/local/study.annot", ""),
        ("/run/user/1000/gvfs/smb-share:server=files/study.annot", "GVfs"),
    ],
)
def test_a_network_drive_of_linux_is_known_by_its_mount(path, by):
    assert network_system(PurePosixPath(path), parsed_mounts(LINUX)) == by


@pytest.mark.parametrize(
    ("path", "by"),
    [
        ("/private/ada/study.annot", ""),
        ("/Volumes/team/study.annot", "SMB"),
        ("/Volumes/my export/study.annot", "NFS"),
        ("/private/ada/far/study.annot", "sshfs"),
        ("/Volumes/STICK/study.annot", ""),
    ],
)
def test_a_network_drive_of_macos_is_known_by_its_mount(path, by):
    assert network_system(PurePosixPath(path), parsed_mac_mounts(MAC)) == by


@pytest.mark.parametrize(
    ("path", "by"),
    [
        (r"C:\Users\ada\study.annot", ""),
        (r"\\files\team\study.annot", "SMB"),
        (r"\\?\UNC\files\team\study.annot", "SMB"),
        (r"\\?\C:\study.annot", ""),
        (r"Z:\study.annot", "SMB"),
    ],
)
def test_a_network_drive_of_windows_is_a_unc_path_or_a_mapped_letter(path, by):
    assert windows_network(PureWindowsPath(path), lambda root: REMOTE_DRIVE if root.startswith("Z:") else 3) == by


@pytest.mark.parametrize(
    ("path", "by"),
    [
        (PurePosixPath("/srv/ada/Dropbox/study.annot"), "Dropbox"),
        (PurePosixPath("/srv/ada/Dropbox (University)/a/study.annot"), "Dropbox"),
        (PurePosixPath("/srv/ada/Nextcloud/study.annot"), "Nextcloud"),
        (PurePosixPath("/private/ada/Library/Mobile Documents/com~apple~CloudDocs/study.annot"), "iCloud"),
        (PurePosixPath("/private/ada/Library/CloudStorage/OneDrive-University/study.annot"), "OneDrive"),
        (PurePosixPath("/private/ada/Library/CloudStorage/GoogleDrive-ada@example.org/My Drive/study.annot"), "Google Drive"),
        (PureWindowsPath(r"C:\Users\ada\OneDrive - University\study.annot"), "OneDrive"),
        (PureWindowsPath(r"C:\Users\ada\iCloudDrive\study.annot"), "iCloud"),
        (PureWindowsPath(r"G:\My Drive\study.annot"), "Google Drive"),
        (PurePosixPath("/srv/ada/my drive/study.annot"), ""),
        (PurePosixPath("/srv/ada/dropboxes/study.annot"), ""),
        (PurePosixPath("/srv/ada/sync/study.annot"), ""),
        (PurePosixPath("/srv/ada/box/study.annot"), ""),
        (PurePosixPath("/srv/ada/studies/Dropbox.annot"), ""),
    ],
)
def test_a_synchronised_folder_is_known_by_its_name(path, by):
    assert synchronised_by(path) == by


@pytest.mark.parametrize(
    ("mark", "by"),
    [(".stfolder", "Syncthing"), (".dropbox.cache", "Dropbox"), (".sync_0f3a.db", "Nextcloud"), (".tmp.drivedownload", "Google Drive")],
)
def test_a_synchronised_folder_is_known_by_what_the_program_leaves_there(tmp_path, mark, by):
    (tmp_path / mark).mkdir()
    (tmp_path / "deep" / "deeper").mkdir(parents=True)

    assert place_of(tmp_path / "deep" / "deeper" / "study.annot", {}) == Place(SYNCHRONISED, by)


def test_a_folder_that_the_system_names_as_onedrive_is_one(tmp_path):
    assert place_of(tmp_path / "a" / "study.annot", {"OneDrive": str(tmp_path)}) == Place(SYNCHRONISED, "OneDrive")


def test_a_link_into_a_synchronised_folder_leads_there(tmp_path):
    (tmp_path / "Dropbox").mkdir()
    (tmp_path / "work").symlink_to(tmp_path / "Dropbox")
    assert place_of(tmp_path / "work" / "study.annot", {}) == Place(SYNCHRONISED, "Dropbox")


def test_nothing_is_said_of_a_folder_of_this_computer(tmp_path):
    assert place_of(tmp_path / "study.annot", {}) is None


def test_a_network_drive_comes_before_what_synchronises_it(tmp_path, monkeypatch):
    from annotator.store import places

    monkeypatch.setattr(places, "_network_here", lambda path: "NFS" if Path(path).name == "study.annot" else "")
    assert place_of(tmp_path / "Dropbox" / "study.annot", {}) == Place(NETWORK, "NFS")
