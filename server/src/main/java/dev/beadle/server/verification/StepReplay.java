package dev.beadle.server.verification;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.moodle.MemoryTables;
import dev.beadle.server.moodle.SiteReadException;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * A site after each step of a recorded series: for a step's number, the site with the changes of
 * all steps up to it. Steps must be asked for in their order. Not thread-safe.
 */
public final class StepReplay implements Function<String, PolicySnapshot>, AutoCloseable {
  private final JsonLines steps;
  private final MemoryTables tables;
  private final Function<MemoryTables, PolicySnapshot> load;
  private long lastStep;
  private PolicySnapshot current;

  /**
   * Starts before the first step.
   *
   * @param stepsFile a JSON object on each line: {@code {"step": 1, "changes": […]}}
   * @param base the site before the first step; not changed
   * @param load makes a snapshot of rows
   */
  public StepReplay(
      Path stepsFile, MemoryTables base, Function<MemoryTables, PolicySnapshot> load) {
    this.steps = JsonLines.open(stepsFile);
    this.tables = base.copy();
    this.load = load;
    this.current = load.apply(tables);
  }

  @Override
  public PolicySnapshot apply(String step) {
    long wanted = Long.parseLong(step);
    if (wanted < lastStep) {
      throw new SiteReadException(
          "step " + wanted + " is asked for after step " + lastStep + ": sort the file by step");
    }
    if (wanted > lastStep) {
      while (lastStep < wanted) {
        applyNextStep(wanted);
      }
      current = load.apply(tables);
    }
    return current;
  }

  @Override
  public void close() {
    steps.close();
  }

  private void applyNextStep(long wanted) {
    JsonObject step = steps.findNext();
    if (step == null) {
      throw new SiteReadException(steps.where() + ": the steps end before step " + wanted);
    }
    JsonElement number = step.get("step");
    JsonElement changes = step.get("changes");
    if (number == null || !number.isJsonPrimitive() || changes == null) {
      throw new SiteReadException(steps.where() + ": no `step` or no `changes`");
    }
    RowChanges.apply(changes, tables, steps.where());
    lastStep = number.getAsLong();
  }
}
