using Microsoft.Playwright;

namespace Concert.Bench.Workloads;

/// <summary>
/// A script that the bench injects into the page. It records the times of frames, long tasks, and changes of labels. The page itself
/// has no code for it.
/// </summary>
internal static class PageProbe
{
    /// <summary>Runs before the page's own script.</summary>
    public const string Script = """
        (() => {
          let seen, last = 0, isOn = false, next = 0;
          const frame = (now) => {
            if (last > 0) seen.frames.push(now - last);
            last = now;
            next = requestAnimationFrame(frame);
          };
          const watch = (type, take) => new PerformanceObserver((list) => {
            if (isOn) for (const entry of list.getEntries()) take(entry);
          }).observe({ type });
          watch('longtask', (task) => seen.longTasks.push(task.duration));
          watch('long-animation-frame', (long) => seen.longFrames.push({
            duration: long.duration,
            script: long.scripts.reduce((sum, script) => sum + script.duration, 0),
            style: long.styleAndLayoutStart > 0 ? long.startTime + long.duration - long.styleAndLayoutStart : 0,
          }));
          new MutationObserver((changes) => {
            const at = performance.timeOrigin + performance.now();
            if (!isOn) return;
            for (const { target } of changes) {
              if (target.localName === 'canvas') seen.updates++;
              else if (target.parentElement?.closest('button.seat .unseen')) seen.labels.push({ at, label: target.data.trim() });
            }
          }).observe(document, { subtree: true, attributes: true, attributeFilter: ['aria-label'], characterData: true });
          window.concertBench = {
            start() {
              seen = { frames: [], longTasks: [], longFrames: [], labels: [], updates: 0 };
              [last, isOn] = [0, true];
              next = requestAnimationFrame(frame);
            },
            stop() {
              isOn = false;
              cancelAnimationFrame(next);
              return seen;
            },
          };
        })();
        """;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static Task StartAsync(IPage page) => page.EvaluateAsync("() => concertBench.start()");

    public static async Task<PageEvents> StopAsync(IPage page) =>
        JsonSerializer.Deserialize<PageEvents>(await page.EvaluateAsync<string>("() => JSON.stringify(concertBench.stop())"), Json)!;
}

/// <param name="Frames">Milliseconds from each frame to the next.</param>
/// <param name="LongTasks">Milliseconds of each task that took more than 50.</param>
/// <param name="LongFrames">Frames that took more than 50 ms.</param>
/// <param name="Labels">Changes of the names of seats' buttons.</param>
/// <param name="Updates">How often the map's own label, which counts the free seats, changed.</param>
internal sealed record PageEvents(
    IReadOnlyList<double> Frames, IReadOnlyList<double> LongTasks, IReadOnlyList<LongFrame> LongFrames, IReadOnlyList<LabelChange> Labels, int Updates);

/// <summary>Milliseconds of wall-clock time: of all, of scripts, and of style, layout and paint.</summary>
internal sealed record LongFrame(double Duration, double Script, double Style);

/// <param name="At">Milliseconds since 1970.</param>
internal sealed record LabelChange(double At, string Label);
