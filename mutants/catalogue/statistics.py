"""What is said over replications: intervals, ratios, verdicts."""

from __future__ import annotations

from mutants.mutant import Mutant

ESTIMATE = ("tests/unit/test_experiment_estimate.py",)

MUTANTS = (
    Mutant(
        name="mean-of-ratios",
        wrong="a share over replications is the mean of their shares, whatever their weight",
        file="experiment/estimate.py",
        text="weight[~is_ratio] = 1.0",
        instead="weight[:] = 1.0",
        tests=ESTIMATE,
    ),
    Mutant(
        name="t-with-n-degrees",
        wrong="Student's t has as many degrees of freedom as there are replications",
        file="experiment/estimate.py",
        text="stdtrit(replications - 1,",
        instead="stdtrit(replications,",
        tests=ESTIMATE,
    ),
    Mutant(
        name="wilson-as-wald",
        wrong="the interval of a probability is Wald's",
        file="experiment/estimate.py",
        text="""\
    middle = share + shift / 2
    half = quantile * np.sqrt(share * (1 - share) / trials + shift / trials / 4)
""",
        instead="""\
    middle, shift = share, np.zeros_like(shift)
    half = quantile * np.sqrt(share * (1 - share) / trials)
""",
        tests=("tests/unit/test_verdicts.py",),
    ),
    Mutant(
        name="undecided-is-met",
        wrong="a target is met when its interval reaches over the limit",
        file="experiment/verdicts.py",
        text='return "missed" if ci_low > limit else "undecided"',
        instead='return "missed" if ci_low > limit else "met"',
        tests=("tests/unit/test_verdicts.py",),
    ),
)
