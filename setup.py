"""Puts `models/` into the wheel as `pipeline/model_files/`; everything else is in pyproject.toml."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithModels(build_py):
    """Copies the trained files beside the code that was built."""

    def run(self) -> None:
        super().run()
        if not self.editable_mode:
            target = Path(self.build_lib, "pipeline", "model_files")
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree("models", target)


setup(cmdclass={"build_py": BuildWithModels})
