"""A disk that can lose its power: a file system in user space that knows what would be left of it.

    /usr/bin/python3 disk.py DISK MOUNT

shows the content of the folder DISK at MOUNT (both are there already) until it is unmounted. What is written stays in
memory until the attribute `user.power` of MOUNT is set. `off` lets all reach DISK. `cut` cuts the power: DISK then
holds what a disk could hold at that moment, by what file systems with a journal promise and no more:

- Names (files that are made, renamed or deleted) reach the disk in their order, up to a moment within the last five
  seconds, drawn at random. `fsync` on a folder makes all names before it reach it; on a file, no name.
- What was written to a file is there where `fsync` came after. Where it did not, drawn at random: none of it, its length
  but zeros in place of the content, some pages of 4096 bytes, or all of it.

Needs Debian's python3-fusepy. The seed of what is drawn is in TUTOR_DISK_SEED. With TUTOR_DISK_LIES=yes, `fsync` says
that all is well and does nothing, as cheap disks do.
"""

import errno
import os
import pathlib
import random
import stat
import sys
import time

import fusepy

PAGE = 4096
# How long a journal may hold names back, in nanoseconds: 5 s, as ext4 does by default.
JOURNAL = 5_000_000_000
# What libfuse calls a file that was deleted while somebody reads it; a journal cleans it up.
HIDDEN = ".fuse_hidden"


class Node:
    """A file, a folder or a link: as programs see it, and as it is on the disk."""

    def __init__(self, mode, content=b""):
        self.mode = mode
        self.times = (time.time_ns(), time.time_ns())
        self.data = bytearray(content)
        self.data_on_disk = bytes(content)
        self.names = {}
        self.names_on_disk = {}

    @property
    def is_folder(self):
        return stat.S_ISDIR(self.mode)


class Disk(fusepy.Operations):
    # Times are in nanoseconds.
    use_ns = True

    def __init__(self, folder, chance):
        self.folder = folder
        self.chance = chance
        self.lies = os.environ.get("TUTOR_DISK_LIES") == "yes"
        self.root = self.load(folder)
        # Changes of names that are not on the disk yet: when, and what (name, folder, node or None).
        self.journal = []

    # From and to the folder.

    def load(self, path):
        status = path.lstat()
        if path.is_symlink():
            return Node(status.st_mode, os.fsencode(os.readlink(path)))
        if not path.is_dir():
            node = Node(status.st_mode, path.read_bytes())
        else:
            node = Node(status.st_mode)
            node.names = {entry.name: self.load(entry) for entry in path.iterdir()}
            node.names_on_disk = dict(node.names)
        node.times = (status.st_atime_ns, status.st_mtime_ns)
        return node

    def store(self, node, path):
        """Makes the folder like the disk, where it differs."""
        if path.is_symlink() or path.exists() and path.is_dir() != node.is_folder:
            remove(path)
        if stat.S_ISLNK(node.mode):
            if path.exists():
                remove(path)
            return path.symlink_to(os.fsdecode(bytes(node.data_on_disk)))
        if node.is_folder:
            path.mkdir(exist_ok=True)
            for entry in path.iterdir():
                if entry.name not in node.names_on_disk or entry.name.startswith(HIDDEN):
                    remove(entry)
            for name, child in node.names_on_disk.items():
                if not name.startswith(HIDDEN):
                    self.store(child, path / name)
        elif not path.exists() or path.read_bytes() != node.data_on_disk:
            path.write_bytes(node.data_on_disk)
        os.chmod(path, stat.S_IMODE(node.mode))
        os.utime(path, ns=node.times)

    def reach(self, until):
        """Lets the names of before a moment reach the disk."""
        while self.journal and self.journal[0][0] <= until:
            _, name, folder, node = self.journal.pop(0)
            if node is None:
                folder.names_on_disk.pop(name, None)
            else:
                folder.names_on_disk[name] = node

    def shut(self):
        """All reaches the disk."""
        self.reach(time.time_ns())
        for node in self.all():
            node.data_on_disk = bytes(node.data)
        self.store(self.root, self.folder)

    def cut(self):
        """What is left without power; tells the files that are neither as before nor as after."""
        chance = self.chance
        now = time.time_ns()
        waiting = len(self.journal)
        self.reach(now - int(JOURNAL * chance.random()))
        torn = []
        for path, node in self.reachable(self.root, pathlib.PurePath()):
            if node.is_folder or node.data == node.data_on_disk:
                continue
            before = node.data_on_disk
            kind = chance.choice(["nothing", "zeros", "pages", "all"])
            length = len(before) if kind == "nothing" else len(node.data)
            after = bytearray(before[:length].ljust(length, b"\0"))
            for start in range(0, length, PAGE):
                if kind == "all" or kind == "pages" and chance.random() < 0.5:
                    after[start:start + PAGE] = node.data[start:start + PAGE]
            node.data_on_disk = bytes(after)
            if after != before and after != node.data:
                torn.append(str(path))
        self.store(self.root, self.folder)
        print(
            f"{waiting} names waited, {len(self.journal)} of them are lost; {len(torn)} files are torn",
            *torn[:3], flush=True)

    def all(self):
        seen, rest = {}, [self.root]
        while rest:
            node = rest.pop()
            if id(node) not in seen:
                seen[id(node)] = node
                rest += [*node.names.values(), *node.names_on_disk.values()]
        return seen.values()

    def reachable(self, node, path):
        yield path, node
        for name, child in node.names_on_disk.items():
            yield from self.reachable(child, path / name)

    # What programs ask for.

    def find(self, path):
        node = self.root
        for name in path.split("/"):
            if name:
                if not node.is_folder:
                    raise fusepy.FuseOSError(errno.ENOTDIR)
                node = node.names.get(name)
                if node is None:
                    raise fusepy.FuseOSError(errno.ENOENT)
        return node

    def place(self, path):
        folder, name = path.rsplit("/", 1)
        return self.find(folder), name

    def change(self, folder, name, node):
        if node is None:
            del folder.names[name]
        else:
            folder.names[name] = node
        folder.times = (time.time_ns(), time.time_ns())
        self.journal.append((time.time_ns(), name, folder, node))

    def make(self, path, mode, content=b""):
        folder, name = self.place(path)
        node = Node(mode)
        node.data = bytearray(content)
        self.change(folder, name, node)
        return 0

    def getattr(self, path, handle=None):
        node = self.find(path)
        return {
            "st_mode": node.mode, "st_nlink": 2 if node.is_folder else 1, "st_size": len(node.data),
            "st_atime": node.times[0], "st_mtime": node.times[1], "st_ctime": node.times[1],
            "st_uid": os.getuid(), "st_gid": os.getgid(), "st_blksize": PAGE,
            "st_blocks": -(-len(node.data) // 512),
        }

    def readdir(self, path, handle):
        return [".", "..", *self.find(path).names]

    def mkdir(self, path, mode):
        return self.make(path, stat.S_IFDIR | mode)

    def create(self, path, mode, _=None):
        return self.make(path, stat.S_IFREG | stat.S_IMODE(mode))

    def symlink(self, path, target):
        self.make(path, stat.S_IFLNK | 0o777, os.fsencode(target))
        node = self.find(path)
        node.data_on_disk = bytes(node.data)

    def readlink(self, path):
        return os.fsdecode(bytes(self.find(path).data))

    def rmdir(self, path):
        if self.find(path).names:
            raise fusepy.FuseOSError(errno.ENOTEMPTY)
        self.unlink(path)

    def unlink(self, path):
        self.change(*self.place(path), None)

    def rename(self, old, new):
        node = self.find(old)
        there = self.find(new.rsplit("/", 1)[0]).names.get(new.rsplit("/", 1)[1])
        if there is not None and there.is_folder and there.names:
            raise fusepy.FuseOSError(errno.ENOTEMPTY)
        # One entry of a journal: never both names, never none.
        at = time.time_ns()
        self.change(*self.place(new), node)
        self.change(*self.place(old), None)
        self.journal[-2:] = [(at, *entry[1:]) for entry in self.journal[-2:]]

    def read(self, path, size, offset, handle):
        return bytes(self.find(path).data[offset:offset + size])

    def write(self, path, data, offset, handle):
        node = self.find(path)
        if offset > len(node.data):
            node.data += bytes(offset - len(node.data))
        node.data[offset:offset + len(data)] = data
        node.times = (node.times[0], time.time_ns())
        return len(data)

    def truncate(self, path, length, handle=None):
        node = self.find(path)
        node.data = node.data[:length].ljust(length, b"\0")
        node.times = (node.times[0], time.time_ns())

    def fsync(self, path, only_data, handle):
        node = self.find(path)
        if not self.lies:
            node.data_on_disk = bytes(node.data)

    def fsyncdir(self, path, only_data, handle):
        if not self.lies:
            self.reach(time.time_ns())

    def chmod(self, path, mode):
        node = self.find(path)
        node.mode = stat.S_IFMT(node.mode) | stat.S_IMODE(mode)

    def chown(self, path, user, group):
        pass

    def utimens(self, path, times=None):
        self.find(path).times = times or (time.time_ns(), time.time_ns())

    def setxattr(self, path, name, value, options, position=0):
        if name != "user.power":
            raise fusepy.FuseOSError(errno.ENOTSUP)
        if value == b"cut":
            self.cut()
        else:
            self.shut()

    def statfs(self, path):
        return {"f_bsize": PAGE, "f_frsize": PAGE, "f_blocks": 1 << 22, "f_bfree": 1 << 22,
                "f_bavail": 1 << 22, "f_namemax": 255}


def remove(path):
    if path.is_dir() and not path.is_symlink():
        for entry in path.iterdir():
            remove(entry)
        path.rmdir()
    else:
        path.unlink()


def main():
    folder, mount = sys.argv[1:]
    chance = random.Random(int(os.environ.get("TUTOR_DISK_SEED", "1")))
    fusepy.FUSE(
        Disk(pathlib.Path(folder), chance), mount, foreground=True, nothreads=True,
        attr_timeout=0, entry_timeout=0, fsname="tutor-disk")


if __name__ == "__main__":
    main()
