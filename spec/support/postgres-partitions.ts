import type { Client } from 'pg';

/** How a queue is divided among several tables. */
export type Layout = 'by id' | 'by hash' | 'by status' | 'by time and status' | 'by inheritance';

/** All of them. */
export const layouts: readonly Layout[] = [
  ...(['by id', 'by hash', 'by status', 'by time and status', 'by inheritance'] as const),
];

const part = (name: string, rest: string, of = 'cf_processing_queue') =>
  `CREATE TABLE ${name} PARTITION OF ${of} ${rest}`;

const partitioned: Readonly<Record<Exclude<Layout, 'by inheritance'>, readonly [by: string, ...string[]]>> = {
  'by id': [
    'RANGE (id)',
    part('first', 'FOR VALUES FROM (MINVALUE) TO (100)'),
    part('second', 'FOR VALUES FROM (100) TO (200)'),
    part('rest', 'DEFAULT'),
    'ALTER TABLE cf_processing_queue ADD PRIMARY KEY (id)',
  ],
  'by hash': [
    'HASH (id)',
    ...[0, 1, 2].map((at) => part(`hash_${at}`, `FOR VALUES WITH (MODULUS 3, REMAINDER ${at})`)),
    'ALTER TABLE cf_processing_queue ADD PRIMARY KEY (id)',
  ],
  'by status': [
    'LIST (status)',
    part('failed', `FOR VALUES IN ('FAILED')`),
    part('running', `FOR VALUES IN ('RUNNING', 'STAGED')`),
    part('rest', 'DEFAULT'),
    'ALTER TABLE cf_processing_queue ADD PRIMARY KEY (id, status)',
  ],
  'by time and status': [
    'RANGE (claim_time)',
    part('early', 'FOR VALUES FROM (MINVALUE) TO (150) PARTITION BY LIST (status)'),
    part('early_failed', `FOR VALUES IN ('FAILED')`, 'early'),
    part('early_rest', 'DEFAULT', 'early'),
    part('nobody', 'FOR VALUES FROM (150) TO (151)'),
    part('later', 'FOR VALUES FROM (151) TO (1768294000000)'),
    part('rest', 'DEFAULT'),
    'CREATE INDEX ON cf_processing_queue (id)',
  ],
};

/** As it was done before there were partitions: a trigger puts rows into tables that inherit. */
const inherited: readonly string[] = [
  'CREATE TABLE cf_processing_queue (LIKE whole INCLUDING ALL)',
  'DROP TABLE whole',
  'CREATE TABLE heir (PRIMARY KEY (id)) INHERITS (cf_processing_queue)',
  'CREATE INDEX ON heir (status, priority, id)',
  `CREATE FUNCTION inherit() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ BEGIN
     IF NEW.id % 2 = 0 THEN RETURN NEW; END IF;
     INSERT INTO heir SELECT NEW.*;
     RETURN NULL;
   END $$`,
  'CREATE TRIGGER inherit BEFORE INSERT ON cf_processing_queue FOR EACH ROW EXECUTE FUNCTION inherit()',
];

/** Divides the empty queue in the connection's schema, and the table of artifacts if there is one. */
export async function divide(client: Client, layout: Layout): Promise<void> {
  const name = 'cf_processing_queue';
  const like = (by: string) =>
    `CREATE TABLE ${name} (LIKE whole INCLUDING DEFAULTS INCLUDING IDENTITY INCLUDING CONSTRAINTS) PARTITION BY ${by}`;
  const [by, ...more] = layout === 'by inheritance' ? [null] : partitioned[layout];
  for (const statement of [
    `ALTER TABLE ${name} RENAME TO whole`,
    ...(by === null || by === undefined ? inherited : [like(by), 'DROP TABLE whole', ...more]),
    `CREATE INDEX IF NOT EXISTS ix_queue_pop ON ${name} (status, priority, id)`,
    `GRANT SELECT ON ${name} TO PUBLIC`,
  ])
    await client.query(statement);
  await divideArtifacts(client);
}

async function divideArtifacts(client: Client): Promise<void> {
  const { rows } = await client.query(`SELECT 1 WHERE to_regclass('cf_job_artifacts') IS NOT NULL`);
  if (rows.length === 0) return;
  for (const statement of [
    'ALTER TABLE cf_job_artifacts RENAME TO whole_artifacts',
    'CREATE TABLE cf_job_artifacts (LIKE whole_artifacts INCLUDING DEFAULTS INCLUDING CONSTRAINTS) PARTITION BY LIST (kind)',
    'DROP TABLE whole_artifacts',
    `CREATE TABLE outputs PARTITION OF cf_job_artifacts FOR VALUES IN ('output')`,
    `CREATE TABLE logs PARTITION OF cf_job_artifacts FOR VALUES IN ('log')`,
    'CREATE TABLE others PARTITION OF cf_job_artifacts DEFAULT',
    'CREATE INDEX ON cf_job_artifacts (job_id)',
    'GRANT SELECT ON cf_job_artifacts TO PUBLIC',
  ])
    await client.query(statement);
}
