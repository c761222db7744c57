-- The twelve rules by hand, as somebody who knows DuckDB writes them: comparisons first, then one subquery for each
-- level of dependency (DuckDB repeats a lateral alias wherever it is used), thresholds of age as birthdays, and CASE
-- with its unknown guard written out. What DuckDB can be spared by plain logic is left out: a condition said twice.
-- What a city pays stands in the table standards, by county; it is joined for those few whom a sum is worked out for.
-- The statements are run for one run of children after the other, so that verdicts are held once and never all.

-- statement: verdicts
CREATE OR REPLACE TEMP TABLE verdicts AS
WITH facts AS (
    SELECT
        child, hukou_place, residence_place,
        birth_date > DATE '2007-06-01' AS under_18,
        birth_date > DATE '2009-06-01' AS under_16,
        birth_date <= DATE '2019-06-01' AND birth_date > DATE '2012-06-01' AS from_6_to_12,
        birth_date <= DATE '2012-06-01' AND birth_date > DATE '2009-06-01' AS from_13_to_15,
        birth_date <= DATE '2022-06-01' AND birth_date > DATE '2018-06-01' AS from_3_to_6,
        birth_date > DATE '2019-06-01' AS under_6,
        school_stage IN ('primary', 'junior') AS in_compulsory_school,
        school_stage IN ('senior_regular', 'senior_vocational') AS in_senior_school,
        school_stage IN ('senior_regular', 'senior_vocational', 'higher', 'postgraduate') AS beyond_compulsory_school,
        school_stage IN ('none', 'preschool') AS not_yet_at_school,
        compulsory_education_completed, free_years_used < 12 AS has_free_years,
        orphan_recognised, raised_in_welfare_institution, hiv_status = 'hiv' AS has_hiv,
        tekun, has_livelihood, supporter_able, dibao, meets_dibao_test, dibao_edge, family_economic_difficulty,
        disabled, special_preschool,
        "disability.certified" AND ("disability.grade" <= 2
            OR ("disability.grade" = 3 AND ("disability.intellectual" OR "disability.psychiatric"))) AS severe,
        "father.dead" OR "father.missing" AS f_gone,
        "mother.dead" OR "mother.missing" AS m_gone,
        "father.missing" AS f_missing, "mother.missing" AS m_missing,
        "father.lost_contact" AND ("father.lost_contact_since" <= DATE '2024-12-01'
            OR "father.lost_contact_search" = 'confirmed') AS f_lost,
        "mother.lost_contact" AND ("mother.lost_contact_since" <= DATE '2024-12-01'
            OR "mother.lost_contact_search" = 'confirmed') AS m_lost,
        ("father.disabled" AND ("father.disability_grade" IN (1, 2)
            OR ("father.disability_grade" IN (3, 4) AND "father.disability_psychiatric_or_intellectual")))
        OR "father.seriously_ill"
        OR ("father.imprisoned" AND "father.imprisoned_term_months" >= 6)
        OR ("father.compulsory_rehab" AND "father.compulsory_rehab_term_months" >= 6)
        OR ("father.other_liberty_restriction" AND "father.other_liberty_restriction_term_months" >= 6)
        OR "father.guardianship_revoked"
        OR ("father.deported" AND "father.not_performing_care") AS f_situation,
        ("mother.disabled" AND ("mother.disability_grade" IN (1, 2)
            OR ("mother.disability_grade" IN (3, 4) AND "mother.disability_psychiatric_or_intellectual")))
        OR "mother.seriously_ill"
        OR ("mother.imprisoned" AND "mother.imprisoned_term_months" >= 6)
        OR ("mother.compulsory_rehab" AND "mother.compulsory_rehab_term_months" >= 6)
        OR ("mother.other_liberty_restriction" AND "mother.other_liberty_restriction_term_months" >= 6)
        OR "mother.guardianship_revoked"
        OR ("mother.deported" AND "mother.not_performing_care") AS m_situation,
        "receives.orphan_protection" AS r_orphan_protection, "receives.hiv_allowance" AS r_hiv_allowance,
        "receives.tekun_support" AS r_tekun_support, "receives.dibao" AS r_dibao,
        "receives.dibao_child_uplift" AS r_dibao_child_uplift,
        "receives.dibao_single_person" AS r_dibao_single_person, "receives.de_facto_living" AS r_de_facto_living,
        "receives.disability_living_subsidy" AS r_disability_living_subsidy,
        "receives.special_preschool_grant" AS r_special_preschool_grant,
        "receives.dibao.amount" AS a_dibao, "receives.dibao_single_person.amount" AS a_dibao_single_person,
        "receives.tekun_support.amount" AS a_tekun_support,
        "receives.disability_living_subsidy.amount" AS a_disability_living_subsidy
    FROM read_parquet($files)
    WHERE child BETWEEN $first AND $last
),
listed AS (
    SELECT *,
        f_situation OR (f_lost AND NOT f_missing) AS f_listed,
        m_situation OR (m_lost AND NOT m_missing) AS m_listed,
        from_6_to_12 OR in_compulsory_school
        OR (from_13_to_15 AND NOT (compulsory_education_completed OR beyond_compulsory_school)) AS of_school_age,
        (from_3_to_6 AND under_6) OR (from_3_to_6 AND NOT under_6 AND not_yet_at_school) AS of_preschool_age,
        under_18 AND orphan_recognised AS e_orphan_protection,
        dibao OR meets_dibao_test AS e_dibao,
        dibao_edge AND severe AS e_dibao_single_person
    FROM facts
),
concluded AS (
    SELECT *,
        under_18 AND has_hiv AS e_hiv_allowance,
        under_16 AND (tekun OR (NOT has_livelihood AND NOT supporter_able)) AS e_tekun_support,
        under_18 AND (e_dibao OR e_dibao_single_person) AS e_dibao_child_uplift,
        under_18 AND (((f_listed OR f_gone OR f_lost) AND m_listed) OR ((m_gone OR m_lost) AND f_listed))
            AS e_de_facto_living,
        disabled AND family_economic_difficulty AND (of_school_age OR (in_senior_school AND has_free_years))
            AS e_free_12_years,
        orphan_recognised AND of_preschool_age AS e_preschool_fee_relief,
        from_3_to_6 AND disabled AND special_preschool AS e_special_preschool_grant,
        CASE WHEN NOT r_dibao THEN 0 ELSE a_dibao END
        + CASE WHEN NOT r_dibao_single_person THEN 0 ELSE a_dibao_single_person END
        + CASE WHEN NOT r_tekun_support THEN 0 ELSE a_tekun_support END
        + CASE WHEN NOT r_disability_living_subsidy THEN 0 ELSE a_disability_living_subsidy END AS deducted
    FROM listed
)
SELECT
    child, hukou_place, residence_place,
    e_orphan_protection, e_hiv_allowance, e_tekun_support, e_dibao, e_dibao_child_uplift, e_dibao_single_person,
    e_de_facto_living, e_orphan_protection AS e_premium_full, e_free_12_years, e_preschool_fee_relief,
    disabled AND dibao AND NOT e_orphan_protection
        AND NOT (e_de_facto_living AND NOT dibao AND NOT tekun AND NOT r_dibao AND NOT r_dibao_single_person
            AND NOT r_tekun_support AND NOT r_disability_living_subsidy) AS e_disability_living_subsidy,
    e_special_preschool_grant,
    r_orphan_protection, r_hiv_allowance, r_tekun_support, r_dibao, r_dibao_child_uplift, r_dibao_single_person,
    r_de_facto_living, r_disability_living_subsidy, r_special_preschool_grant,
    raised_in_welfare_institution AS institution,
    CASE WHEN e_de_facto_living THEN deducted END AS deducted
FROM concluded;

-- statement: sums
CREATE OR REPLACE TEMP TABLE sums AS
SELECT
    place, e_orphan_protection AS is_orphan, e_de_facto_living AS is_de_facto,
    CASE WHEN institution THEN orphan_institution WHEN NOT institution THEN orphan_community END AS fen_orphan_protection,
    -- At least 0, said in arithmetic: greatest() would pass over a sum that is unknown.
    (de_facto_monthly - deducted + abs(de_facto_monthly - deducted)) // 2 AS fen_de_facto_living
FROM verdicts JOIN standards ON place = hukou_place
WHERE e_orphan_protection OR e_de_facto_living;

-- statement: by_home
WITH counted AS (
    SELECT
        hukou_place AS place, count(*) AS children,
        count_if(e_orphan_protection) AS y_orphan_protection, count(e_orphan_protection) AS k_orphan_protection,
        count_if(e_hiv_allowance) AS y_hiv_allowance, count(e_hiv_allowance) AS k_hiv_allowance,
        count_if(e_tekun_support) AS y_tekun_support, count(e_tekun_support) AS k_tekun_support,
        count_if(e_dibao) AS y_dibao, count(e_dibao) AS k_dibao,
        count_if(e_dibao_child_uplift) AS y_dibao_child_uplift, count(e_dibao_child_uplift) AS k_dibao_child_uplift,
        count_if(e_dibao_single_person) AS y_dibao_single_person, count(e_dibao_single_person) AS k_dibao_single_person,
        count_if(e_de_facto_living) AS y_de_facto_living, count(e_de_facto_living) AS k_de_facto_living,
        count_if(e_premium_full) AS y_premium_full, count(e_premium_full) AS k_premium_full,
        count_if(e_disability_living_subsidy) AS y_disability_living_subsidy,
        count(e_disability_living_subsidy) AS k_disability_living_subsidy
    FROM verdicts
    GROUP BY hukou_place
),
added AS (
    SELECT
        place,
        count(fen_orphan_protection) FILTER (is_orphan) AS n_orphan_protection,
        sum(fen_orphan_protection) FILTER (is_orphan) AS s_orphan_protection,
        count(fen_de_facto_living) FILTER (is_de_facto) AS n_de_facto_living,
        sum(fen_de_facto_living) FILTER (is_de_facto) AS s_de_facto_living
    FROM sums
    GROUP BY place
)
SELECT * FROM counted LEFT JOIN added USING (place);

-- statement: by_residence
SELECT
    residence_place AS place, count(*) AS children,
    count_if(e_free_12_years) AS y_free_12_years, count(e_free_12_years) AS k_free_12_years,
    count_if(e_preschool_fee_relief) AS y_preschool_fee_relief, count(e_preschool_fee_relief) AS k_preschool_fee_relief,
    count_if(e_special_preschool_grant) AS y_special_preschool_grant,
    count(e_special_preschool_grant) AS k_special_preschool_grant
FROM verdicts
GROUP BY residence_place;

-- statement: gaps
COPY (
    SELECT child, benefit, place,
        CASE WHEN owed THEN 'owed_not_received' ELSE 'received_not_owed' END AS gap,
        CASE WHEN owed THEN fen ELSE 0 END AS fen
    FROM (
        SELECT child, 'orphan_protection' AS benefit, place, e_orphan_protection AS owed,
            CASE WHEN institution THEN orphan_institution WHEN NOT institution THEN orphan_community END AS fen
        FROM verdicts JOIN standards ON place = hukou_place WHERE e_orphan_protection <> r_orphan_protection
        UNION ALL
        SELECT child, 'hiv_allowance', place, e_hiv_allowance, orphan_community
        FROM verdicts JOIN standards ON place = hukou_place WHERE e_hiv_allowance <> r_hiv_allowance
        UNION ALL
        SELECT child, 'tekun_support', place, e_tekun_support, tekun_monthly
        FROM verdicts JOIN standards ON place = hukou_place WHERE e_tekun_support <> r_tekun_support
        UNION ALL
        SELECT child, 'dibao', place, e_dibao, dibao_monthly
        FROM verdicts JOIN standards ON place = hukou_place WHERE e_dibao <> r_dibao
        UNION ALL
        SELECT child, 'dibao_child_uplift', place, e_dibao_child_uplift, dibao_uplift
        FROM verdicts JOIN standards ON place = hukou_place WHERE e_dibao_child_uplift <> r_dibao_child_uplift
        UNION ALL
        SELECT child, 'dibao_single_person', place, e_dibao_single_person, dibao_single_monthly
        FROM verdicts JOIN standards ON place = hukou_place WHERE e_dibao_single_person <> r_dibao_single_person
        UNION ALL
        SELECT child, 'de_facto_living', place, e_de_facto_living,
            (de_facto_monthly - deducted + abs(de_facto_monthly - deducted)) // 2
        FROM verdicts JOIN standards ON place = hukou_place WHERE e_de_facto_living <> r_de_facto_living
        UNION ALL
        SELECT child, 'disability_living_subsidy', place, e_disability_living_subsidy, disability_living_monthly
        FROM verdicts JOIN standards ON place = hukou_place
        WHERE e_disability_living_subsidy <> r_disability_living_subsidy
        UNION ALL
        SELECT child, 'special_preschool_grant', residence_place, e_special_preschool_grant, special_preschool_amount
        FROM verdicts LEFT JOIN standards ON place = residence_place
        WHERE e_special_preschool_grant <> r_special_preschool_grant
    )
) TO $gaps (FORMAT parquet);
