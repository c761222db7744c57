-- Tasks among the files of a province. Words between dollar signs are filled in by filling.py.

CREATE FUNCTION bench_draw(n bigint, which bigint, most int) RETURNS int LANGUAGE sql IMMUTABLE AS
  'SELECT abs(hashint8extended(n, which) % most)::int';

CREATE TABLE bench_post AS
  SELECT b.kind, p.area, p.body_id, p.worker_id, p.role
  FROM staff_post p JOIN places_body b ON b.id = p.body_id WHERE p.since = '$since';

CREATE TABLE bench_child AS
  SELECT id, area, row_number() OVER (ORDER BY id) AS place_in_row FROM children_child WHERE merged_into_id IS NULL;

ANALYZE bench_post, bench_child;

-- For each child as many as go round, half of them of its village; in the busy county more, of two offices there.
CREATE TABLE bench_task AS
  SELECT c.id AS child, c.area AS place, n,
    CASE WHEN bench_draw(n, 1, 100) < 50 THEN 'village_committee'
         WHEN bench_draw(n, 1, 100) < 68 THEN 'township_civil_affairs_office'
         WHEN bench_draw(n, 1, 100) < 80 THEN 'civil_affairs'
         ELSE ($departments)[1 + bench_draw(n, 2, $count_of_departments)] END AS body,
    bench_draw(n, 3, 10) = 0 AS runs
  FROM bench_child c, generate_series(1, $each) AS g, LATERAL (SELECT c.place_in_row * $each + g AS n) AS numbered
  UNION ALL
  SELECT c.id, c.area, n,
    CASE WHEN bench_draw(n, 1, 2) = 0 THEN 'civil_affairs' ELSE 'education' END, bench_draw(n, 3, 10) < 4
  FROM bench_child c, generate_series(1, $more) AS g, LATERAL (SELECT -(c.place_in_row * $more + g) AS n) AS numbered
  WHERE left(c.area, 6) = '$busy';

INSERT INTO tasks_task (uid, child_id, place, kind, what, what_zh, done_when, urgency, secrecy, asked_of, body_kind,
  body_id, role, area, worker_id, state, begun_at, here_since, due_at, due_unit, due_label, due_is_local, paused_since,
  reminded_at, escalated_at, escalated_to, ended_at)
SELECT gen_random_uuid(), t.child, t.place, k.kind, 'Do for the child what the documents ask for.',
  '落实文件对该儿童规定的职责。', '', CASE WHEN t.runs AND bench_draw(t.n, 4, 33) = 0 THEN 'urgent' ELSE 'ordinary' END,
  CASE WHEN bench_draw(t.n, 5, 20) = 0 THEN $health ELSE 0 END, t.body || '@county', t.body, p.body_id,
  coalesce(p.role, ''), a.area, CASE WHEN s.state IN ('accepted', 'done') THEN p.worker_id END, s.state, d.begun, d.begun,
  d.due, 'days', '', false, CASE WHEN s.state = 'waiting' THEN now() - interval '2 days' END, d.begun,
  CASE WHEN l.is_late THEN now() END,
  CASE WHEN NOT l.is_late THEN ''
       WHEN t.body = 'village_committee' THEN 'township_civil_affairs_office@' || left(t.place, 9) || '000'
       WHEN t.body = 'township_civil_affairs_office' THEN 'civil_affairs@' || left(t.place, 6) || '000000'
       ELSE '' END,
  CASE WHEN NOT t.runs THEN d.begun + (1 + bench_draw(t.n, 9, 60)) * interval '1 day' END
FROM bench_task t
CROSS JOIN LATERAL (SELECT CASE t.body WHEN 'village_committee' THEN t.place
    WHEN 'township_civil_affairs_office' THEN left(t.place, 9) || '000' ELSE left(t.place, 6) || '000000' END AS area) a
LEFT JOIN bench_post p ON p.kind = t.body AND p.area = a.area
CROSS JOIN LATERAL (SELECT (ARRAY['duty', 'duty', 'duty', 'duty', 'grant', 'grant', 'grant', 'verify', 'verify',
    'by_hand'])[1 + bench_draw(t.n, 6, 10)] AS kind) k
CROSS JOIN LATERAL (SELECT CASE
    WHEN NOT t.runs THEN CASE WHEN bench_draw(t.n, 7, 100) < 85 THEN 'done' ELSE 'withdrawn' END
    ELSE (ARRAY['open', 'open', 'open', 'open', 'open', 'open', 'open', 'accepted', 'accepted', 'accepted', 'accepted',
      'waiting', 'waiting', 'handed_over'])[1 + bench_draw(t.n, 7, 14)] END AS state) s
-- Those over began up to three years ago; of those that run a quarter is late.
CROSS JOIN LATERAL (SELECT now() - CASE WHEN t.runs THEN bench_draw(t.n, 8, 60) ELSE 61 + bench_draw(t.n, 8, 1000) END
    * interval '1 day' AS begun) b
CROSS JOIN LATERAL (SELECT b.begun, CASE WHEN bench_draw(t.n, 10, 33) = 0 THEN NULL
    WHEN t.runs THEN '$tonight'::timestamptz + (bench_draw(t.n, 11, 60) - 15) * interval '1 day'
    ELSE b.begun + (10 + bench_draw(t.n, 11, 40)) * interval '1 day' END AS due) d
CROSS JOIN LATERAL (SELECT t.runs AND s.state <> 'waiting' AND coalesce(d.due < now(), false) AS is_late) l;

-- One to three causes of a task that runs; of those that ended within a year one that is gone.
INSERT INTO tasks_cause (task_id, key, clause, benefit, what, what_zh, is_in_doubt, due_at, since, gone_at, gone_because)
SELECT t.id, 'bench:' || t.id || ':' || g, ($clauses)[1 + bench_draw(t.id * 3 + g, 1, $count_of_clauses)], '',
  'See to it that the child is seen by a doctor and goes to school.', '督促落实儿童就医、就学等事项。', false, t.due_at,
  t.begun_at, t.ended_at, CASE WHEN t.ended_at IS NULL THEN '' ELSE 'What the task was opened for is so no longer.' END
FROM tasks_task t, generate_series(0, CASE WHEN t.ended_at IS NULL THEN bench_draw(t.id, 2, 3) ELSE 0 END) AS g
WHERE (t.ended_at IS NULL OR t.ended_at > now() - interval '1 year') AND t.id > $last;

-- The last step of what was accepted or done lately.
INSERT INTO tasks_step (task_id, step, from_state, to_state, by_id, at, words, to_body_kind, to_area)
SELECT id, CASE WHEN ended_at IS NULL THEN 'accept' ELSE 'finish' END, 'open', state, worker_id,
  coalesce(ended_at, begun_at), '', '', ''
FROM tasks_task
WHERE state IN ('accepted', 'done') AND (ended_at IS NULL OR ended_at > now() - interval '100 days') AND id > $last;

DROP TABLE bench_task, bench_child, bench_post;
DROP FUNCTION bench_draw;
