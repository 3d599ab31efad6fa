export {allPorts, ports} from './ports.ts';
export {configTable, defaults, type SettingName, settingNames, type Settings} from './table.ts';
export {metricsNamespace, type PairMetric, pairMetrics} from './pair-metrics.ts';
export {environmentFor, environmentName} from './environment.ts';
export {ConfigRefused} from './refusal.ts';
export {allowed, type Kind, type Setting} from './setting.ts';
export {type Loaded, loadSettings} from './load.ts';
export {nearest} from './nearest.ts';
export {timingsOf} from './timings.ts';
