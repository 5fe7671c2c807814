"""Published results of the methods: only numbers are carried over, each with its source."""

from __future__ import annotations

import numpy as np
import pytest

from advisor.scoring import (
    ahp_weights,
    promethee2,
    rank_order_centroid,
    smaa2,
    topsis,
    vikor,
)
from advisor.scoring.sampling import uniform_weights

CARS = [[5, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]]
MOUNTAIN = [[1, 3000], [2, 3750], [5, 4500]]
HYDROPOWER = [
    [4184.3, 2914.0, 407.2, 251.0, 195, 244, 15, 2.41],
    [5211.9, 3630.0, 501.7, 308.3, 282, 346, 21, 1.41],
    [5021.3, 3920.5, 504.0, 278.6, 12, 56, 3, 4.42],
    [5566.1, 3957.9, 559.5, 335.3, 167, 268, 16, 3.36],
    [5060.5, 3293.5, 514.1, 284.2, 69, 90, 7, 4.04],
    [4317.9, 2925.9, 432.8, 239.3, 12, 55, 3, 4.36],
]


def test_topsis_ranks_the_fighter_aircraft_of_hwang_and_yoon():
    """Hwang & Yoon 1981, Multiple Attribute Decision Making, the fighter aircraft example."""
    aircraft = [
        [2.0, 1500, 20000, 5.5, 5, 9],
        [2.5, 2700, 18000, 6.5, 3, 5],
        [1.8, 2000, 21000, 4.5, 7, 7],
        [2.2, 1800, 20000, 5.0, 5, 5],
    ]
    result = topsis(aircraft, [0.2, 0.1, 0.1, 0.1, 0.2, 0.3], [True, True, True, False, True, True])
    assert result.scores == pytest.approx([0.643, 0.268, 0.613, 0.312], abs=1e-3)
    assert result.ranks == (1, 4, 2, 3)


def test_topsis_agrees_with_tzeng_and_huang():
    """Tzeng & Huang 2011, Multiple Attribute Decision Making, as used in the tests of
    scikit-criteria 0.10."""
    result = topsis(CARS, [0.3, 0.4, 0.3], [True] * 3)
    assert result.scores == pytest.approx([0.5037, 0.6581, 0.7482, 0.3340], abs=1e-4)
    assert result.ranks == (3, 2, 1, 4)


def test_topsis_finds_the_ideals_of_three_small_cars():
    """Three cars by price, economy, looks and boot: the example of R's package MCDA (TOPSIS.Rd, as
    kept in reallyTG/typeR data/genthat_extracted_code/MCDA/examples/TOPSIS.Rd.R, read on
    2026-11-25), which prints both ideals to nine digits."""
    cars = [[5490, 51.4, 8.5, 285], [6500, 70.6, 7, 288], [6489, 54.3, 7.5, 290]]
    result = topsis(cars, [0.35, 0.25, 0.25, 0.15], [False, True, True, True])
    assert result.ideal == pytest.approx(
        [0.179573776, 0.171636015, 0.159499658, 0.087302767], abs=1e-9
    )
    assert result.anti_ideal == pytest.approx(
        [0.212610118, 0.124958799, 0.131352659, 0.085797547], abs=1e-9
    )


def test_topsis_ranks_five_regression_models():
    """Five models by correlation, R2, error and accuracy, equal weights: input and output in the
    README of the package TOPSIS-Sahil-Rohilla-102183056 1.0.4 (read on 2026-11-25)."""
    models = [
        [0.79, 0.62, 1.25, 60.89],
        [0.66, 0.44, 2.89, 63.07],
        [0.56, 0.31, 1.57, 62.87],
        [0.82, 0.67, 2.68, 70.19],
        [0.75, 0.56, 1.3, 80.39],
    ]
    result = topsis(models, [1] * 4, [True, True, False, True])
    assert result.scores == pytest.approx([0.7722, 0.2255, 0.4388, 0.5238, 0.8113], abs=1e-4)
    assert result.ranks == (2, 5, 4, 3, 1)


def test_topsis_weighs_the_lecture_example_as_its_slides_do():
    """Lecture notes "TOPSIS Example", Decision Analysis 2009 (slides, document 546223190 on Scribd,
    read on 2026-11-25): the weighted, normalised matrix. One alternative is best in both and one
    worst in both, so closeness is 1 and 0 at the ends and their distances follow from the printed
    figures."""
    result = topsis([[17, 12], [10, 9], [8, 6]], [0.714, 0.286], [True, True])
    printed = np.array([[0.5703, 0.2124], [0.3355, 0.1593], [0.2684, 0.1062]])
    assert result.ideal == pytest.approx(printed[0], abs=1e-4)
    assert result.anti_ideal == pytest.approx(printed[2], abs=1e-4)
    near, far = np.linalg.norm(printed[1] - printed[0]), np.linalg.norm(printed[1] - printed[2])
    assert result.scores == pytest.approx([1, far / (near + far), 0], abs=1e-3)


def test_vikor_finds_the_compromise_of_the_mountain_climber():
    """Opricovic & Tzeng 2004, EJOR 156(2):445-455; the result does not depend on the zero or the
    unit of a scale."""
    for matrix in (MOUNTAIN, [[risk + 5, height / 1000 - 1] for risk, height in MOUNTAIN]):
        result = vikor(matrix, [0.5, 0.5], [False, True])
        assert result.group_utility == pytest.approx([0.5, 0.375, 0.5])
        assert result.regret == pytest.approx([0.5, 0.25, 0.5])
        assert result.scores == pytest.approx([1, 0, 1])
        assert (result.ranks, result.compromise) == ((2, 1, 2), (1,))


@pytest.mark.parametrize(
    ("weights", "regret", "utility", "q", "ranks", "compromise"),
    [
        (
            [1] * 8,
            [0.125, 0.125, 0.121, 0.125, 0.067, 0.125],
            [0.692, 0.700, 0.290, 0.423, 0.280, 0.346],
            [0.991, 1.000, 0.473, 0.670, 0.000, 0.578],
            (5, 6, 2, 4, 1, 3),
            (4,),
        ),
        (
            [2] * 4 + [1] * 4,
            [0.167, 0.114, 0.161, 0.167, 0.089, 0.167],
            [0.701, 0.600, 0.386, 0.365, 0.317, 0.459],
            [1.000, 0.533, 0.552, 0.563, 0.000, 0.686],
            (6, 2, 3, 4, 1, 5),
            (4,),
        ),
        (
            [1] * 4 + [2] * 4,
            [0.113, 0.167, 0.080, 0.122, 0.044, 0.083],
            [0.683, 0.800, 0.193, 0.480, 0.243, 0.232],
            [0.684, 1.000, 0.147, 0.554, 0.041, 0.191],
            (5, 6, 2, 4, 1, 3),
            (2, 4, 5),
        ),
        (
            [1] * 4 + [3.2] * 4,
            [0.129, 0.190, 0.057, 0.139, 0.042, 0.060],
            [0.678, 0.857, 0.138, 0.513, 0.222, 0.167],
            [0.668, 1.000, 0.051, 0.588, 0.058, 0.078],
            (5, 6, 1, 4, 2, 3),
            (2, 4, 5),
        ),
    ],
)
def test_vikor_ranks_the_hydropower_systems_on_the_drina(
    weights, regret, utility, q, ranks, compromise
):
    """Opricovic & Tzeng 2007, EJOR 178(2):514-529, four sets of weights."""
    result = vikor(HYDROPOWER, weights, [True, False, True, True, False, False, False, True])
    assert result.regret == pytest.approx(regret, abs=1e-3)
    assert result.group_utility == pytest.approx(utility, abs=1e-3)
    assert result.scores == pytest.approx(q, abs=1e-3)
    assert result.ranks == ranks
    assert tuple(sorted(result.compromise)) == compromise
    assert result.acceptable_stability


def test_vikor_agrees_with_yang_and_wu():
    """Yang & Wu 2020, IEEE Access 8:21261-21271, as used in the tests of pymcdm 1.4."""
    matrix = [[78, 56, 34, 6], [4, 45, 3, 97], [18, 2, 50, 63], [9, 14, 11, 92], [85, 9, 100, 29]]
    assert vikor(matrix, [1] * 4, [True] * 4).scores == pytest.approx(
        [0.5679, 0.7667, 1, 0.7493, 0], abs=1e-4
    )


def test_promethee_ii_agrees_with_zhao_peng_and_li():
    """Zhao, Peng & Li 2013, Procedia Computer Science 17:181-188, as used in the tests of pymcdm
    1.4."""
    result = promethee2([[4, 3, 2], [3, 2, 4], [5, 1, 3]], [0.5, 0.3, 0.2], [True] * 3)
    assert result.scores == pytest.approx([0.1, -0.3, 0.2])
    assert result.ranks == (2, 3, 1)


def test_promethee_ii_ranks_the_power_stations_of_brans_vincke_and_mareschal():
    """Brans, Vincke & Mareschal 1986, EJOR 24(2):228-238: one criterion of each of the six shapes.
    The paper itself was not at hand: the table and the thresholds were compared with
    calote/TDecisionCodigo tests/Multicriterio/testPrometheeGaia01.R (read on 2026-11-25), and the
    first preference was worked out by hand: (0 + 1 + 0 + 1/2 + 0 + 1 - exp(-16/50)) / 6 =
    0.2957."""
    stations = [
        [80, 90, 600, 5.4, 8, 5],
        [65, 58, 200, 9.7, 1, 1],
        [83, 60, 400, 7.2, 4, 7],
        [40, 80, 1000, 7.5, 7, 10],
        [52, 72, 600, 2.0, 3, 8],
        [94, 96, 700, 3.6, 5, 6],
    ]
    result = promethee2(
        stations,
        [1] * 6,
        [False, True, False, False, False, True],
        ["u-shape", "v-shape", "linear", "level", "usual", "gaussian"],
        q=[10, 0, 50, 1, 0, 0],
        p=[0, 30, 500, 6, 0, 0],
        s=[0, 0, 0, 0, 0, 5],
    )
    published = [
        [0, 0.296, 0.250, 0.268, 0.100, 0.185],
        [0.462, 0, 0.389, 0.333, 0.296, 0.500],
        [0.236, 0.180, 0, 0.333, 0.056, 0.429],
        [0.399, 0.505, 0.305, 0, 0.223, 0.212],
        [0.444, 0.515, 0.487, 0.380, 0, 0.448],
        [0.286, 0.399, 0.250, 0.432, 0.133, 0],
    ]
    assert result.preference == pytest.approx(np.array(published), abs=2e-3)
    assert result.ranks == (6, 2, 5, 3, 1, 4)


def test_promethee_ii_flows_of_three_alternatives_worked_out_by_hand():
    """The input of lamfo-unb/RMCriteria tests/PrometheeII.R (read on 2026-11-25): the first
    criterion is a cost. The second beats both others everywhere; the first beats the third by 0.3
    and loses by 0.7."""
    result = promethee2([[5.2, -3.5], [4.3, -1.2], [6.7, -2.0]], [0.3, 0.7], [False, True])
    assert result.preference == pytest.approx(np.array([[0, 0, 0.3], [1, 0, 1], [0.7, 0, 0]]))
    assert result.positive == pytest.approx([0.15, 1, 0.35])
    assert result.negative == pytest.approx([0.85, 0, 0.65])
    assert result.scores == pytest.approx([-0.7, 1, -0.3])


def _pairwise(size: int, above: dict[tuple[int, int], float]) -> list[list[float]]:
    rows = [[1.0] * size for _ in range(size)]
    for (i, j), times in above.items():
        rows[i][j], rows[j][i] = times, 1 / times
    return rows


def test_ahp_weighs_the_drinks_of_saaty():
    """Saaty 2008, International Journal of Services Sciences 1(1):83-98: coffee, wine, tea, beer,
    soda, milk, water."""
    coffee, wine, tea, beer, soda, milk, water = range(7)
    times = {
        (coffee, wine): 9, (coffee, tea): 5, (coffee, beer): 2, (coffee, soda): 1,
        (coffee, milk): 1,
        (tea, wine): 3, (beer, wine): 9, (beer, tea): 3, (beer, milk): 1,
        (soda, wine): 9, (soda, tea): 4, (soda, beer): 2, (soda, milk): 2, (milk, wine): 9,
        (milk, tea): 3,
        (water, coffee): 2, (water, wine): 9, (water, tea): 9, (water, beer): 3, (water, soda): 2,
        (water, milk): 3,
    }  # fmt: skip
    result = ahp_weights(_pairwise(7, times))
    assert result.weights == pytest.approx(
        [0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327], abs=6e-4
    )
    assert result.consistency_ratio == pytest.approx(0.022, abs=6e-4)
    assert result.consistent


def test_ahp_weighs_three_schools_and_three_jobs_of_a_course_sheet():
    """Course sheet "SEC [1.2]" with Saaty's schools (learning) and three jobs (location), document
    837305994 on Scribd, read on 2026-11-25. It takes geometric means, which for three things are
    the eigenvector exactly."""
    learning = ahp_weights([[1, 1 / 3, 1 / 2], [3, 1, 3], [2, 1 / 3, 1]])
    assert learning.weights == pytest.approx([0.16, 0.59, 0.25], abs=5e-3)
    assert learning.eigenvalue == pytest.approx(
        3.05, abs=2e-2
    )  # printed: 3.07, from priorities of two digits
    location = ahp_weights([[1, 1 / 2, 1 / 3], [2, 1, 1 / 2], [3, 2, 1]])
    assert location.weights == pytest.approx([0.1634, 0.2970, 0.5396], abs=1e-4)


def test_ahp_warns_about_the_comparisons_of_triantaphyllou_and_mann():
    """Triantaphyllou & Mann 1995, International Journal of Industrial Engineering 2(1):35-44:
    expandability."""
    result = ahp_weights([[1, 6, 8], [1 / 6, 1, 4], [1 / 8, 1 / 4, 1]])
    assert result.weights == pytest.approx([0.754, 0.181, 0.065], abs=6e-4)
    assert result.eigenvalue == pytest.approx(3.136, abs=6e-4)
    assert result.consistency_ratio == pytest.approx(0.117, abs=6e-4)
    assert not result.consistent


def test_ahp_weighs_the_criteria_of_the_leader_example():
    """The leader example of Wikipedia's article on the analytic hierarchy process: experience,
    education, charisma, age."""
    result = ahp_weights(
        _pairwise(4, {(0, 1): 4, (0, 2): 3, (0, 3): 7, (2, 1): 3, (1, 3): 3, (2, 3): 5})
    )
    assert result.weights == pytest.approx([0.547, 0.127, 0.270, 0.056], abs=6e-4)
    assert result.consistency_ratio == pytest.approx(0.044, abs=6e-4)


def test_rank_order_centroid_of_four_is_that_of_barron_and_barrett():
    """Barron & Barrett 1996, Management Science 42(11):1515-1523."""
    assert rank_order_centroid(4) == pytest.approx([0.5208, 0.2708, 0.1458, 0.0625], abs=5e-5)


def test_smaa_2_reproduces_the_antidepressants_of_jsmaa():
    """Tervonen, van Valkenhoef, Buskens, Hillege & Postmus 2011, Statistics in Medicine
    30(12):1419-1428; the means, standard deviations and results are those of SMAA2SimulationTest in
    tommite/jsmaa, without preferences.

    Its value functions run between the extreme 2.5 % and 97.5 % quantiles and are not clipped.
    Efficacy is a log odds ratio with the base at zero, the others are percentages of adverse
    events, less is better.
    """
    means = np.array(  # efficacy, diarrhea, dizziness, headache, insomnia, nausea
        [
            [0.000, 11.7, 7.2, 16.6, 13.7, 18.6],  # fluoxetine
            [0.086, 9.20, 10.6, 21.2, 14.3, 18.3],  # paroxetine
            [0.095, 15.4, 7.5, 20.2, 15.0, 19.5],  # sertraline
            [0.113, 5.50, 15.7, 12.8, 11.2, 31.0],  # venlafaxine
        ]
    )
    deviations = np.array(
        [
            [0.000, 2.50, 1.45, 3.27, 1.89, 1.79],
            [0.056, 1.86, 1.58, 5.15, 2.93, 3.70],
            [0.044, 2.65, 1.48, 3.78, 3.21, 2.60],
            [0.048, 2.32, 4.44, 2.45, 3.98, 1.68],
        ]
    )
    low, high = (means - 1.96 * deviations).min(axis=0), (means + 1.96 * deviations).max(axis=0)
    low[0], high[0] = np.exp(low[0]), np.exp(high[0])
    assert (low[0], high[0]) == pytest.approx((0.98, 1.23), abs=0.01)

    def values(rng: np.random.Generator, size: int) -> np.ndarray:
        drawn = means + deviations * rng.standard_normal((size, 4, 6))
        drawn[:, :, 0] = np.exp(drawn[:, :, 0])
        worth = (drawn - low) / (high - low)
        worth[:, :, 1:] = 1 - worth[:, :, 1:]
        return worth

    result = smaa2(
        values, lambda rng, size: rng.dirichlet(np.ones(6), size), samples=20_000, seed=1
    )
    published = [
        [0.20, 0.28, 0.30, 0.22],
        [0.25, 0.29, 0.27, 0.19],
        [0.17, 0.25, 0.29, 0.30],
        [0.39, 0.18, 0.15, 0.29],
    ]
    assert result.rank_acceptability == pytest.approx(np.array(published), abs=0.02)
    assert result.central_weights == pytest.approx(
        np.array(
            [
                [0.08, 0.14, 0.23, 0.18, 0.16, 0.22],
                [0.18, 0.17, 0.15, 0.13, 0.15, 0.22],
                [0.21, 0.10, 0.22, 0.13, 0.15, 0.20],
                [0.18, 0.21, 0.12, 0.21, 0.19, 0.09],
            ]
        ),
        abs=0.02,
    )
    assert result.confidence_factors == pytest.approx([0.48, 0.44, 0.34, 0.74], abs=0.03)


def test_smaa_2_knows_no_central_weights_of_one_that_is_never_first():
    """The cases of smaa/tests/nacw.R in gertvv/rsmaa: B is never better, then better in one draw of
    10 000."""
    values = np.zeros((10_000, 2, 3))
    values[:, 0] = 1.0
    never = smaa2(values, [1 / 3] * 3, samples=10_000)
    assert never.central_weights[0] == pytest.approx([1 / 3] * 3)
    assert np.isnan(never.central_weights[1]).all()
    assert never.confidence_factors[0] == 1
    assert np.isnan(never.confidence_factors[1])
    values[0] = [[0, 0, 0], [1, 1, 1]]
    once = smaa2(values, [1 / 3] * 3, samples=10_000)
    assert once.central_weights == pytest.approx(np.full((2, 3), 1 / 3))
    assert once.rank_acceptability == pytest.approx(np.array([[0.9999, 0.0001], [0.0001, 0.9999]]))


def test_smaa_2_lets_equals_share_the_first_rank():
    """testEqualRanks of SMAA2SimulationTest in tommite/jsmaa: the centroid is the central weight of
    both."""
    result = smaa2(np.zeros((2, 3)), uniform_weights(["a", "b", "c"]), samples=10_000)
    assert result.rank_acceptability.tolist() == [[1, 0], [1, 0]]
    assert result.central_weights == pytest.approx(np.full((2, 3), 1 / 3), abs=0.01)


@pytest.mark.parametrize("n", [2, 3, 5])
def test_the_specialist_on_one_criterion_has_the_centroid_of_the_first_rank_as_its_central_weight(
    n,
):
    """If each alternative is best on one criterion only, it is first where that weight is the
    largest, and the mean of the largest of n uniform weights is the first rank-order centroid
    weight (Barron & Barrett 1996)."""
    result = smaa2(np.eye(n), uniform_weights([f"c{j}" for j in range(n)]), samples=40_000)
    top = rank_order_centroid(n)[0]
    expected = np.full((n, n), (1 - top) / (n - 1))
    np.fill_diagonal(expected, top)
    assert result.central_weights == pytest.approx(expected, abs=0.01)
    assert result.rank_acceptability[:, 0] == pytest.approx(np.full(n, 1 / n), abs=0.01)
