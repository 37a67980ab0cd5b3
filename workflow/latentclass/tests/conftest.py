"""What the package is compared with where it is at hand."""

import pytest


@pytest.fixture(scope="session")
def StepMix():
    """StepMix 3, an independent latent class analysis."""
    return pytest.importorskip("stepmix").StepMix
