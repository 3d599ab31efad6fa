import {type App, type IPolicyValidationContext, Validations} from 'aws-cdk-lib';
import {AwsSolutionsChecks} from 'cdk-nag';

/** `at`: the path of a construct, without CDK's own `/Resource`. */
export type Finding = {readonly rule: string; readonly at: string};

/** Synthesises the app, and says what AwsSolutions finds in it, in order. */
export function nagFindings(app: App): Finding[] {
  const checks = new AwsSolutionsChecks(app);
  const found: Finding[] = [];
  Validations.of(app).addPlugins({
    name: 'findings',
    validate(assembly: IPolicyValidationContext) {
      for (const {ruleName, violatingResources} of checks.validate(assembly).violations)
        for (const {constructPath} of violatingResources ?? [])
          found.push({rule: ruleName, at: (constructPath ?? 'nowhere').replace(/\/Resource$/, '')});
      return {success: true, violations: []};
    },
  });
  app.synth();
  const key = ({rule, at}: Finding): string => `${rule} at ${at}`;
  return found.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
