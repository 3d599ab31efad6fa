import {Duration} from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import {SnsAction} from 'aws-cdk-lib/aws-cloudwatch-actions';
import {type ITopic} from 'aws-cdk-lib/aws-sns';
import {Construct} from 'constructs';
import {must} from '@tandem/base';
import {metricsNamespace, type PairMetric} from '@tandem/runtime/config';
import {type Database} from './database.ts';
import {type Node} from './node.ts';
import {refuse} from './refuse.ts';

export interface WatchProps {
  readonly nodes: readonly Node[];
  readonly groupId: string;
  readonly database: Database;
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
}

const MINUTE = Duration.minutes(1);

/** The dashboard of the pair, and the alarms that somebody should be woken by. The nodes report as lines of their log: see the README. */
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
    this.#validateLagLimit(lagLimit);
    this.#validateConnectionLimit(connectionLimit);

    const connections = props.database.instance.metricDatabaseConnections({period: MINUTE, statistic: 'Maximum'});
    const freeStorage = props.database.instance.metricFreeStorageSpace({period: MINUTE, statistic: 'Minimum'});
    this.alarms = [
      this.#alarm('NoActiveNode', this.#pair('Active', 'Maximum'), {
        alarmDescription: 'No node was active for two minutes: events are refused.',
        comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
        threshold: 1,
        evaluationPeriods: 2,
        treatMissingData: cloudwatch.TreatMissingData.BREACHING,
      }),
      this.#alarm('TwoActiveNodes', this.#activeAllTheMinute(), {
        alarmDescription: 'Both nodes claim to be active. The database refuses the older epoch, but sinks may see it.',
        comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
        threshold: 1,
        evaluationPeriods: 1,
      }),
      this.#alarm('NoPassiveNode', this.#pair('InSync', 'Maximum'), {
        alarmDescription: 'For ten minutes no passive node was in sync: the next failure takes longer to recover from.',
        comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
        threshold: 1,
        evaluationPeriods: 10,
        treatMissingData: cloudwatch.TreatMissingData.BREACHING,
      }),
      this.#alarm('ReplicationLag', this.#pair('Lag', 'Maximum'), {
        alarmDescription: `The passive node is more than ${lagLimit} entries behind.`,
        comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
        threshold: lagLimit,
        evaluationPeriods: 3,
      }),
      this.#alarm('Takeovers', this.#pair('Takeovers', 'Sum'), {
        alarmDescription: 'A node became active in place of the other. A deployment does that too.',
        comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
        threshold: 0,
        evaluationPeriods: 1,
      }),
      this.#alarm('DatabaseConnections', connections, {
        alarmDescription: `More than ${connectionLimit} of ${props.database.maxConnections} connections are open.`,
        comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
        threshold: connectionLimit,
        evaluationPeriods: 3,
      }),
      this.#alarm('DatabaseStorage', freeStorage, {
        alarmDescription: 'Less than 2 GB of the database storage are free.',
        comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
        threshold: 2_000_000_000,
        evaluationPeriods: 3,
      }),
    ];
    this.dashboard = this.#board(connections);
  }

  #board(connections: cloudwatch.IMetric): cloudwatch.Dashboard {
    const {nodes, database} = this.#props;
    const board = new cloudwatch.Dashboard(this, 'Dashboard', {defaultInterval: Duration.hours(3)});
    board.addWidgets(new cloudwatch.AlarmStatusWidget({title: 'Alarms', alarms: [...this.alarms], width: 24}));
    board.addWidgets(
      this.#graph('Active', this.#each('Active', 'Maximum')),
      this.#graph('Passive in sync', this.#each('InSync', 'Maximum')),
      this.#graph('Replication lag (entries)', this.#each('Lag', 'Maximum')),
    );
    board.addWidgets(
      this.#graph('Entries committed', this.#each('Committed', 'Sum')),
      this.#graph('Queue (bytes)', this.#each('QueueBytes', 'Maximum')),
      this.#graph('Takeovers', this.#each('Takeovers', 'Sum')),
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
      this.#graph('Database', [connections], [database.instance.metricCPUUtilization({period: MINUTE})]),
    );
    return board;
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

  #alarm(id: string, metric: cloudwatch.IMetric, options: Omit<cloudwatch.AlarmProps, 'metric'>): cloudwatch.Alarm {
    const alarm = new cloudwatch.Alarm(this, id, {
      metric,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      ...options,
    });
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

  #validateConnectionLimit(limit: number): void {
    const most = this.#props.database.maxConnections;
    if (!(limit > 0 && limit < most)) refuse('connectionLimit', limit, `1 to ${most - 1}: below max_connections`);
  }
}
