"""How crews are paid and what that does to their work: one scheme a file, found by itself."""

import importlib
import pkgutil

from telesim.policies.pay.base import PAY_SCHEMES, PayScheme
from telesim.policies.pay.contract import Contract
from telesim.policies.pay.equal import EqualPay
from telesim.policies.pay.piece import PieceRate

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

__all__ = ["PAY_SCHEMES", "Contract", "EqualPay", "PayScheme", "PieceRate"]
