import { expectNear, expectSame } from '../expectations.mjs';
import { withViewer } from '../with-application.mjs';

export const name = 'numbers that a float64 cannot show are exact';

/** @param {import('../incident.mjs').CheckContext} context */
export function check({ platform, browser }) {
  return withViewer(
    browser,
    { platform, variables: 'exact' },
    async (viewer, application) => {
      await viewer.waitForRow('huge');
      const document = await (
        await fetch(`${application.url}/debug/vars?prefix=huge`)
      ).text();
      const [digits] = /\d+/.exec(document) ?? [];
      expectSame('the huge number in the document', digits, '9007199254740993');
      const huge = await viewer.cell('huge', 'value');
      expectSame('the huge number', huge.replaceAll(/\D/g, ''), digits);
      expectSame(
        'the least number',
        await viewer.cell('tiny', 'value'),
        '5e-324',
      );
      expectSame(
        'minus zero',
        (await viewer.cell('minusZero', 'value')).replace('−', '-'),
        '-0',
      );
      // A float64 of this size is a multiple of 1,024, so that a rate of such
      // floats has the form of a saw.
      await viewer.expectCell('growing', 'change', /\d\/s/);
      for (let i = 0; i < 3; i++) {
        await viewer.waitForTick();
        const rate = await viewer.cell('growing', 'change');
        expectNear(
          'change',
          Number.parseFloat(rate.replaceAll(',', '')),
          1000,
          0.2,
        );
      }
    },
    { hash: '#tab=variables' },
  );
}
