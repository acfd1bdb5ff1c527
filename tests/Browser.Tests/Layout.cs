using System.Text.Json;

namespace Concert;

/// <summary>What is wrong with how a screen is laid out, measured in the page.</summary>
internal static class Layout
{
    // A control that a scrolling ancestor hides overlaps no other, so only what can be seen of each counts.
    private const string FindFaults = """
        () => {
          const faults = [];
          const width = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth > width) faults.push(`The page is ${document.documentElement.scrollWidth} wide, the screen ${width}.`);
          const nameOf = (element) => `${element.tagName.toLowerCase()} "${(element.getAttribute('aria-label') ?? element.innerText ?? '').trim().slice(0, 30)}"`;
          const seen = (element) => {
            let { left, top, right, bottom } = element.getBoundingClientRect();
            for (let box = element.parentElement; box; box = box.parentElement) {
              if (getComputedStyle(box).overflow === 'visible' || box === document.body || box === document.documentElement) continue;
              const around = box.getBoundingClientRect();
              [left, top, right, bottom] = [Math.max(left, around.left), Math.max(top, around.top), Math.min(right, around.right), Math.min(bottom, around.bottom)];
            }
            return { left, top, right, bottom };
          };
          const floats = (element) => {
            for (let box = element; box && box !== document.body; box = box.parentElement) if (getComputedStyle(box).position === 'sticky') return true;
            return false;
          };
          const isShown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
            && !element.closest('.unseen, .skip');
          const dialog = document.querySelector('dialog[open]');
          const controls = [...(dialog ?? document).querySelectorAll('a[href], button, input, select, textarea, summary')].filter(isShown)
            .map((element) => ({ element, ...seen(element) })).filter((it) => it.right - it.left > 1 && it.bottom - it.top > 1);
          for (const [index, one] of controls.entries()) {
            if (one.right > width + 1 || one.left < -1) faults.push(`${nameOf(one.element)} leaves the screen: ${one.left} to ${one.right}.`);
            for (const other of controls.slice(index + 1)) {
              if (one.element.contains(other.element) || other.element.contains(one.element)) continue;
              // What lies under the main action can be scrolled away from it.
              if (floats(one.element) !== floats(other.element)) continue;
              const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
              const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
              if (across > 2 && down > 2) faults.push(`${nameOf(one.element)} and ${nameOf(other.element)} overlap by ${across.toFixed()} × ${down.toFixed()}.`);
            }
          }
          const texts = document.createTreeWalker(dialog ?? document.body, NodeFilter.SHOW_TEXT);
          for (let node = texts.nextNode(); node; node = texts.nextNode()) {
            const box = node.parentElement;
            if (!node.data.trim() || !isShown(box) || box.closest('script, style, option, svg')) continue;
            const range = document.createRange();
            range.selectNodeContents(node);
            const at = range.getBoundingClientRect();
            const own = seen(box);
            const isCut = at.right > own.right + 2 && own.right > own.left && !box.closest('[data-scrolls], .legend, .legend-prices, select')
              && getComputedStyle(box).textOverflow !== 'ellipsis';
            if (isCut) faults.push(`The text "${node.data.trim().slice(0, 30)}" is cut by ${(at.right - own.right).toFixed()}.`);
          }
          return JSON.stringify(faults);
        }
        """;

    // The main action can be seen where the screen opens, or comes into sight when it is scrolled to, and nothing lies over it.
    private const string FindMainAction = """
        () => {
          const action = [...document.querySelectorAll('main .primary')].filter((it) => it.checkVisibility()).at(-1);
          if (!action) return 'There is no main action.';
          action.scrollIntoView({ block: 'nearest' });
          const { left, top, right, bottom } = action.getBoundingClientRect();
          const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
          const isWhole = top >= -1 && bottom <= innerHeight + 1 && left >= -1 && right <= document.documentElement.clientWidth + 1;
          return isWhole && action.contains(hit) ? '' : `"${action.innerText}" is at ${top.toFixed()} to ${bottom.toFixed()} of ${innerHeight}, under ${hit?.className}.`;
        }
        """;

    public static async Task<IReadOnlyList<string>> LayoutFaultsAsync(this Person person, bool hasMainAction)
    {
        var faults = JsonSerializer.Deserialize<List<string>>(await person.Page.EvaluateAsync<string>(FindFaults))!;
        if (hasMainAction && await person.Page.EvaluateAsync<string>(FindMainAction) is { Length: > 0 } fault) faults.Add(fault);
        return faults;
    }

    /// <summary>As a reader does who sets the text of all pages to this size.</summary>
    public static Task SetTextSizeAsync(this Person person, int percent) => person.Page.EvaluateAsync($$"""
        () => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync('html { font-size: {{percent}}% }');
          document.adoptedStyleSheets = [sheet];
        }
        """);
}
