import {Duration} from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import {SnsAction} from 'aws-cdk-lib/aws-cloudwatch-actions';
import {type ITopic} from 'aws-cdk-lib/aws-sns';
import {Construct} from 'constructs';
import {must} from '@tandem/base';
import {metricsNamespace, type PairMetric} from '@tandem/runtime/config';
import {type ClusterDatabase} from './database.ts';
import {type Node} from './node.ts';
import {refuse} from './refuse.ts';

export interface WatchProps {
  readonly nodes: readonly Node[];
  readonly groupId: string;
  readonly database: ClusterDatabase;
  /**
   * Who is told when an alarm goes off or ends.
   * @default - nobody: the alarms only show
   */
  readonly topic?: ITopic;
  /**
   * How many entries of the journal the passive may be behind, for three minutes.
   * @default 10000
   */
  readonly lagLimit?: number;
  /**
   * How many connections to the database are too many.
   * @default - 80 % of its max_connections
   */
  readonly connectionLimit?: number;
  /**
   * How old the newest snapshot may become, for three minutes.
   * @default - three times the nodes' interval between snapshots; no alarm if there are no periodic ones
   */
  readonly snapshotAgeLimit?: Duration;
}

const MINUTE = Duration.minutes(1);

/**
 * The dashboard of the pair, and the alarms that somebody should be woken by. The nodes report as lines of their log: see the README.
 *
 * Always holds: the alarms are made after the nodes stand, so that a first deployment sets none of them off.
 */
export class Watch extends Construct {
  readonly alarms: readonly cloudwatch.Alarm[];
  readonly dashboard: cloudwatch.Dashboard;
  readonly #props: WatchProps;

  constructor(scope: Construct, id: string, props: WatchProps) {
    super(scope, id);
    this.#props = props;
    this.#validateNodes();
    const lagLimit = props.lagLimit ?? 10_000;
    const connectionLimit = props.connectionLimit ?? Math.floor(props.database.maxConnections * 0.8);
    const snapshotAgeLimit = props.snapshotAgeLimit ?? this.#snapshotAgeLimit();
    this.#validateLagLimit(lagLimit);
    this.#validateConnectionLimit(connectionLimit);
    if (snapshotAgeLimit) this.#validateSnapshotAgeLimit(snapshotAgeLimit);

    const {BREACHING, IGNORE} = cloudwatch.TreatMissingData;
    const {LESS_THAN_THRESHOLD} = cloudwatch.ComparisonOperator;
    this.alarms = [
      this.#alarm('NoActiveNode', this.#pair('Active', 'Maximum'), {
        alarmDescription: 'No node was active for two minutes: events are refused.',
        comparisonOperator: LESS_THAN_THRESHOLD,
        threshold: 1,
        evaluationPeriods: 2,
        treatMissingData: BREACHING,
      }),
      this.#alarm('TwoActiveNodes', this.#activeAllTheMinute(), {
        alarmDescription: 'Both nodes claim to be active. The database refuses the older epoch, but sinks may see it.',
        threshold: 1,
        evaluationPeriods: 1,
      }),
      this.#alarm('NoPassiveNode', this.#pair('InSync', 'Maximum'), {
        alarmDescription:
          'For five minutes no passive node was in sync: the next failure takes longer to recover from.',
        comparisonOperator: LESS_THAN_THRESHOLD,
        threshold: 1,
        evaluationPeriods: 5,
        treatMissingData: BREACHING,
      }),
      this.#alarm('ReplicationLag', this.#pair('Lag', 'Maximum'), {
        alarmDescription: `The passive node is more than ${lagLimit} entries behind.`,
        threshold: lagLimit,
        evaluationPeriods: 3,
      }),
      ...(snapshotAgeLimit ? [this.#snapshotTooOld(snapshotAgeLimit)] : []),
      this.#alarm('Takeovers', this.#pair('Takeovers', 'Sum'), {
        alarmDescription:
          'A node became active in place of one that was lost. A deployment, which hands over, does not count.',
        threshold: 0,
        evaluationPeriods: 1,
      }),
      // RDS that says nothing for a while changes nothing about what it said last: a full database may be silent.
      this.#alarm('DatabaseConnections', this.#connections(), {
        alarmDescription: `More than ${connectionLimit} of ${props.database.maxConnections} connections are open.`,
        threshold: connectionLimit,
        evaluationPeriods: 3,
        treatMissingData: IGNORE,
      }),
      this.#alarm('DatabaseStorage', this.#freeStorage(), {
        alarmDescription: 'Less than 2 GB of the database storage are free.',
        comparisonOperator: LESS_THAN_THRESHOLD,
        threshold: 2_000_000_000,
        evaluationPeriods: 3,
        treatMissingData: IGNORE,
      }),
    ];
    this.dashboard = this.#board();
  }

  #snapshotTooOld(limit: Duration): cloudwatch.Alarm {
    return this.#alarm('SnapshotTooOld', this.#pair('SnapshotAge', 'Minimum'), {
      alarmDescription: `The newest snapshot is older than ${limit.toSeconds()} seconds: a takeover has much to apply.`,
      threshold: limit.toSeconds(),
      evaluationPeriods: 3,
    });
  }

  /** Two snapshots may be missed. Undefined: there are no periodic ones. */
  #snapshotAgeLimit(): Duration | undefined {
    const intervals = this.#props.nodes.map(({settings: s}) => (s.persistenceEnabled ? s.snapshotIntervalMin : 0));
    const longest = Math.max(...intervals);
    return longest > 0 ? Duration.seconds(Math.ceil(longest * 60 * 3)) : undefined;
  }

  #board(): cloudwatch.Dashboard {
    const {nodes, database} = this.#props;
    const board = new cloudwatch.Dashboard(this, 'Dashboard', {defaultInterval: Duration.hours(3)});
    board.addWidgets(new cloudwatch.AlarmStatusWidget({title: 'Alarms', alarms: [...this.alarms], width: 24}));
    board.addWidgets(
      this.#graph('Active', this.#each('Active', 'Maximum')),
      this.#graph('Passive in sync', this.#each('InSync', 'Minimum')),
      this.#graph('Epoch', [this.#pair('Epoch', 'Maximum')]),
    );
    board.addWidgets(
      this.#graph('Events per second', [this.#perSecond('EventsIn', 'in'), this.#perSecond('EventsOut', 'out')]),
      this.#graph('Entries per second', [this.#perSecond('Committed', 'committed')]),
      this.#graph('Outputs refused for good', this.#each('OutputsRefused', 'Sum')),
    );
    board.addWidgets(
      this.#graph('Replication lag (entries)', this.#each('Lag', 'Maximum')),
      this.#graph('Queue (bytes)', this.#each('QueueBytes', 'Maximum')),
      this.#graph('Takeovers, switchovers', [this.#pair('Takeovers', 'Sum'), this.#pair('Switchovers', 'Sum')]),
    );
    board.addWidgets(
      this.#graph('Age of the newest snapshot (s)', [this.#pair('SnapshotAge', 'Maximum')]),
      this.#graph('Snapshot (bytes)', [this.#pair('SnapshotBytes', 'Maximum')]),
      this.#graph('Writing a snapshot (ms)', [this.#pair('SnapshotMillis', 'Maximum')]),
    );
    board.addWidgets(
      this.#graph(
        'CPU of the nodes (%)',
        nodes.map((n) => n.service.metricCpuUtilization({period: MINUTE, label: n.nodeId})),
      ),
      this.#graph(
        'Memory of the nodes (%)',
        nodes.map((n) => n.service.metricMemoryUtilization({period: MINUTE, label: n.nodeId})),
      ),
      this.#graph(
        'Database: connections, CPU (%)',
        [this.#connections()],
        [database.instance.metricCPUUtilization({period: MINUTE})],
      ),
    );
    board.addWidgets(this.#graph('Database: free storage (bytes)', [this.#freeStorage()]));
    return board;
  }

  #connections(): cloudwatch.Metric {
    return this.#props.database.instance.metricDatabaseConnections({period: MINUTE, statistic: 'Maximum'});
  }

  #freeStorage(): cloudwatch.Metric {
    return this.#props.database.instance.metricFreeStorageSpace({period: MINUTE, statistic: 'Minimum'});
  }

  #graph(title: string, left: cloudwatch.IMetric[], right: cloudwatch.IMetric[] = []): cloudwatch.GraphWidget {
    return new cloudwatch.GraphWidget({title, left, right, width: 8, leftYAxis: {min: 0}});
  }

  /** Over both nodes: every node reports with its name and without. So one that is gone for good leaves no gap. */
  #pair(metricName: PairMetric, statistic: string): cloudwatch.Metric {
    return this.#metric(metricName, statistic, {Group: this.#props.groupId});
  }

  #each(metricName: PairMetric, statistic: string): cloudwatch.Metric[] {
    const {groupId, nodes} = this.#props;
    return nodes.map(({nodeId}) => this.#metric(metricName, statistic, {Group: groupId, Node: nodeId}, nodeId));
  }

  #metric(
    metricName: PairMetric,
    statistic: string,
    dimensionsMap: Record<string, string>,
    label?: string,
  ): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: metricsNamespace,
      metricName,
      dimensionsMap,
      statistic,
      period: MINUTE,
      label,
    });
  }

  /** Of both nodes together. */
  #perSecond(metricName: PairMetric, label: string): cloudwatch.MathExpression {
    const counted = `${label}Sum`;
    return new cloudwatch.MathExpression({
      expression: `${counted} / PERIOD(${counted})`,
      usingMetrics: {[counted]: this.#pair(metricName, 'Sum')},
      period: MINUTE,
      label,
    });
  }

  /** How many nodes were active for the whole of a minute. In a switchover each is for a part of it. */
  #activeAllTheMinute(): cloudwatch.MathExpression {
    const [node1, node2] = this.#each('Active', 'Minimum');
    return new cloudwatch.MathExpression({
      expression: 'node1 + node2',
      usingMetrics: {node1: must(node1, 'a first node'), node2: must(node2, 'a second node')},
      period: MINUTE,
      label: 'nodes active all the minute',
    });
  }

  /** Above its threshold, and quiet while nothing is reported, unless said otherwise. */
  #alarm(
    id: string,
    metric: cloudwatch.IMetric,
    options: Omit<cloudwatch.AlarmProps, 'metric' | 'comparisonOperator'> & Partial<cloudwatch.AlarmProps>,
  ): cloudwatch.Alarm {
    const alarm = new cloudwatch.Alarm(this, id, {
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      ...options,
      metric,
    });
    alarm.node.addDependency(...this.#props.nodes.map(({service}) => service));
    if (this.#props.topic) {
      alarm.addAlarmAction(new SnsAction(this.#props.topic));
      alarm.addOkAction(new SnsAction(this.#props.topic));
    }
    return alarm;
  }

  #validateNodes(): void {
    if (new Set(this.#props.nodes.map((node) => node.nodeId)).size !== 2)
      refuse(
        'nodes',
        this.#props.nodes.map((node) => node.nodeId),
        'two nodes of different names',
      );
  }

  #validateLagLimit(limit: number): void {
    if (!(limit > 0)) refuse('lagLimit', limit, 'more than 0 entries');
  }

  #validateSnapshotAgeLimit(limit: Duration): void {
    const seconds = limit.toSeconds();
    if (!(seconds >= 1 && seconds <= 604_800)) refuse('snapshotAgeLimit', seconds, '1 second to a week');
  }

  #validateConnectionLimit(limit: number): void {
    const most = this.#props.database.maxConnections;
    if (!(limit > 0 && limit < most)) refuse('connectionLimit', limit, `1 to ${most - 1}: below max_connections`);
  }
}
