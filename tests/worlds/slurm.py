"""A SLURM of this one machine, which tests configure, start and stop."""

import os
import shutil
import socket
import subprocess
import sys

from worlds import REPOSITORY
from worlds.runs import until

PROFILE = REPOSITORY / "profiles" / "slurm"


DAEMONS = ("munged", "slurmctld", "slurmd")


TOOLS = ("sbatch", "srun", "squeue", "scancel", "sinfo")


SYSTEM_PATH = os.pathsep.join([os.environ["PATH"], "/usr/sbin", "/sbin"])


# Memory is watched by SLURM itself, once a second, because a container may not hold cgroups. Nobody
# else waits for this cluster, so a job begins when it comes, and ends a second after it is told to.
CONFIGURATION = """\
ClusterName=study
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller_port}
SlurmdPort={node_port}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=task=1
JobAcctGatherParams=OverMemoryKill
MinJobAge=3600
SchedulerParameters=batch_sched_delay=0
KillWait=1
ReturnToService=2
SlurmdParameters=config_overrides
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
NodeName={host} NodeAddr=127.0.0.1 CPUs={processors} RealMemory=8000 State=UNKNOWN
PartitionName=study Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


# The plugin asks how its jobs are ten seconds later each time that none has ended: considerate on a
# cluster, and here most of the time that a run takes.
SNAKEMAKE = """\
import asyncio
import sys

from snakemake.cli import main
from snakemake_interface_executor_plugins.executors.remote import RemoteExecutor

RemoteExecutor.sleep = lambda executor: asyncio.sleep(0.5)
sys.exit(main())
"""


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


class Cluster:
    """A SLURM in a folder of its own: munged, slurmctld and slurmd, run by whoever tests."""

    def __init__(self, folder):
        self.folder = folder
        configuration = folder / "slurm.conf"
        self.environment = os.environ | {
            # A job's own Snakemake drops every variable of SLURM before it calls srun, which then
            # would look for its configuration in /etc: that one srun is told by a file in the path.
            "PATH": os.pathsep.join([str(folder / "bin"), SYSTEM_PATH]),
            "SLURM_CONF": str(configuration),
        }
        host = socket.gethostname().split(".")[0]
        controller_port, node_port = free_ports(2)
        configuration.write_text(
            CONFIGURATION.format(
                folder=folder,
                host=host,
                user=subprocess.check_output(["id", "-un"], text=True).strip(),
                # As many as drawing asks for: a node may say that it has more than it has.
                processors=8,
                controller_port=controller_port,
                node_port=node_port,
            )
        )
        (folder / "cgroup.conf").write_text("CgroupPlugin=disabled\n")
        srun = folder / "bin" / "srun"
        srun.parent.mkdir()
        real = shutil.which("srun", path=SYSTEM_PATH)
        srun.write_text(f'#!/bin/sh\nSLURM_CONF={configuration} exec {real} "$@"\n')
        srun.chmod(0o755)
        (folder / "state").mkdir()
        (folder / "spool").mkdir()
        key = folder / "munge.key"
        key.write_bytes(os.urandom(1024))
        key.chmod(0o600)
        self.daemons, self.workflows = [], []

    def start(self):
        munge = [
            f"--{kind}-file={self.folder}/munge.{kind}" for kind in ("key", "pid", "log", "seed")
        ]
        self._daemon("munged", "--foreground", f"--socket={self.folder}/munge.socket", *munge)
        until((self.folder / "munge.socket").exists, "munged listens")
        self._daemon("slurmctld", "-D")
        self._daemon("slurmd", "-D")
        until(
            lambda: "idle" in self.ask("sinfo", "-h", "-o", "%T"),
            f"a node is idle\n{self.said()}",
        )

    def stop(self):
        for workflow in self.workflows:
            workflow.kill()
            workflow.wait(30)
        # Jobs outlive their daemon: they have to be gone before it.
        self.ask("scancel", "--me")
        until(lambda: not self.ask("squeue", "-h").strip(), "the queue is empty")
        for daemon in reversed(self.daemons):
            daemon.terminate()
            daemon.wait(30)

    def _daemon(self, name, *arguments):
        with (self.folder / f"{name}.said").open("w") as said:
            daemon = subprocess.Popen(
                [shutil.which(name, path=SYSTEM_PATH), *arguments],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
            )
        self.daemons.append(daemon)

    def said(self):
        return "\n".join(path.read_text()[-2000:] for path in self.folder.glob("*.said"))

    def ask(self, *command):
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False
        ).stdout

    def jobs(self, folder):
        """Every job that was submitted from a folder, oldest first."""
        names = ("id", "array", "rule", "state", "memory", "processors", "folder")
        asked = ("squeue", "-h", "--states=all", "--array", "-o", "%A|%F|%k|%T|%m|%C|%Z")
        rows = [
            dict(zip(names, row.split("|"), strict=True)) for row in self.ask(*asked).splitlines()
        ]
        ours = [row for row in rows if row["folder"] == str(folder)]
        return sorted(ours, key=lambda job: int(job["id"]))

    def of_rule(self, folder, rule):
        return [job for job in self.jobs(folder) if job["rule"].startswith(f"rule_{rule}")]

    def snakemake(self, folder, *arguments):
        """Start a folder's workflow; what it says goes into `said.txt`."""
        with (folder / "said.txt").open("a") as said:
            workflow = subprocess.Popen(
                [sys.executable, "-c", SNAKEMAKE, "--directory", folder, *arguments],
                cwd=folder,
                env=self.environment,
                stdout=said,
                stderr=subprocess.STDOUT,
            )
        self.workflows.append(workflow)
        return workflow

    def submitted(self, folder, *arguments):
        """Start it through SLURM, by the study's profile."""
        return self.snakemake(
            folder,
            *("--workflow-profile", PROFILE),
            *("--slurm-status-command", "squeue"),  # for want of an accounting database
            *arguments,
        )


def ended(workflow, folder, code=0):
    """Wait for the end of a workflow, and give back all that was said."""
    workflow.wait(900)
    said = (folder / "said.txt").read_text()
    assert workflow.returncode == code, said[-3000:]
    return said
