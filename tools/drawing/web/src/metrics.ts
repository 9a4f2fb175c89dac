/** How wide texts are, for layouts that are made where nothing can be measured; a little more than in common fonts. */

export const FONT = "'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif";

export const SIZES = { title: 13, small: 10.5, label: 10, port: 9 } as const;

const NARROW = /[iljtfrI.,:;|!'()[\]{} ]/;
const WIDE = /[mwMW@%]/;
const CAPITAL = /[A-Z0-9_]/;

export function textWidth(text: string, size: number, bold = false): number {
  let em = 0;
  for (const character of text) {
    if (NARROW.test(character)) em += 0.34;
    else if (WIDE.test(character)) em += 0.88;
    else if (CAPITAL.test(character)) em += 0.66;
    else if (character > "\u2000") em += 1;
    else em += 0.56;
  }
  return em * size * (bold ? 1.07 : 1);
}
