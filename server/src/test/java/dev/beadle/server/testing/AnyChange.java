package dev.beadle.server.testing;

import dev.beadle.server.change.Change;
import dev.beadle.server.graph.TableRow;
import dev.beadle.server.model.Column;
import dev.beadle.server.model.SiteTable;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Changes of any kind with any values, which need not fit any site: for whoever writes them down. A
 * kind that is added to the family comes along by itself.
 */
public final class AnyChange {
  private static final long[] NUMBERS = {
    0, 1, -1, 127, 128, 1 << 20, Integer.MAX_VALUE, Long.MAX_VALUE, Long.MIN_VALUE
  };
  private static final List<String> TEXTS =
      List.of("", "mod/forum:rate", "Žluťoučký kůň", "😀 \" , \n \r\n ' \\", "\u0001\t", " ");

  private AnyChange() {}

  /** One change of each kind. */
  public static List<Change> ofEachKind(Random random) {
    List<Change> changes = new ArrayList<>();
    for (Class<?> kind : Change.class.getPermittedSubclasses()) {
      changes.add(of(kind, random));
    }
    return changes;
  }

  /** Some changes, at least one. */
  public static List<Change> some(Random random, int atMost) {
    Class<?>[] kinds = Change.class.getPermittedSubclasses();
    List<Change> changes = new ArrayList<>();
    for (int i = 1 + random.nextInt(atMost); i > 0; i--) {
      changes.add(of(kinds[random.nextInt(kinds.length)], random));
    }
    return changes;
  }

  private static Change of(Class<?> kind, Random random) {
    RecordComponent[] components = kind.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Object[] values = Arrays.stream(types).map(type -> value(type, random)).toArray();
    try {
      return (Change) kind.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Object value(Class<?> type, Random random) {
    if (type == long.class) {
      return number(random);
    }
    if (type == int.class) {
      return (int) number(random);
    }
    if (type == boolean.class) {
      return random.nextBoolean();
    }
    return type == String.class ? text(random) : row(random);
  }

  private static TableRow row(Random random) {
    List<SiteTable> tables =
        Arrays.stream(SiteTable.values()).filter(table -> !table.isReadByChecks()).toList();
    SiteTable table = tables.get(random.nextInt(tables.size()));
    List<Object> values = new ArrayList<>();
    for (Column column : table.columns()) {
      values.add(column.kind().isText() ? text(random) : (Object) number(random));
    }
    return new TableRow(table, values);
  }

  private static long number(Random random) {
    return random.nextBoolean() ? NUMBERS[random.nextInt(NUMBERS.length)] : random.nextLong();
  }

  private static String text(Random random) {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }
}
