package dev.beadle.server.admin;

import dev.beadle.server.admin.AssignmentCommand.AssignmentFilter;
import dev.beadle.server.admin.UpdateCapabilities.CapabilityDefinition;
import dev.beadle.server.graph.AssignmentSource;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Commands of every kind with sensible and senseless parts. Stateless. */
final class AnyCommand {
  /** Every kind of command there is. */
  static final List<Class<?>> KINDS = kindsOf(AdminCommand.class);

  private static final long[] NUMBERS = {
    0, 10, 40, 50, 70, 80, 100, 101, 102, -1, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 34, 999_999
  };
  private static final int SMALL_IDS = 30;

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "moodle/role:assign",
          "mod/forum:viewdiscussion",
          "mod/forum:replypost",
          "local/x:a",
          "no such",
          "write",
          "read",
          "student",
          "manual",
          "forum",
          "html",
          "mod_forum",
          "enrol_cohort",
          "moodle",
          "siteadmins",
          "contextlocking",
          "defaultuserroleid",
          "1,2",
          "5",
          "\0",
          "\uD800",
          "å, name=[x]",
          "x".repeat(300),
          "y".repeat(200_000));

  private AnyCommand() {}

  /**
   * A command of a kind.
   *
   * @throws dev.beadle.server.change.RefusedChangeException if its parts make none
   */
  static AdminCommand of(Class<?> kind, Random random) {
    return (AdminCommand) record(kind, random);
  }

  private static Object record(Class<?> kind, Random random) {
    RecordComponent[] components = kind.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Object[] values =
        Arrays.stream(components)
            .map(part -> value(part.getType(), part.getGenericType(), random))
            .toArray();
    try {
      return kind.getDeclaredConstructor(types).newInstance(values);
    } catch (InvocationTargetException thrown) {
      if (thrown.getCause() instanceof RuntimeException refused) {
        throw refused;
      }
      throw new IllegalStateException(thrown);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Object value(Class<?> type, Type generic, Random random) {
    if (type == long.class) {
      return number(random);
    }
    if (type == int.class || type == Integer.class) {
      return random.nextInt(4) == 0 ? (int) number(random) : random.nextInt(3);
    }
    if (type == boolean.class) {
      return random.nextBoolean();
    }
    if (type == String.class) {
      return TEXTS.get(random.nextInt(TEXTS.size()));
    }
    if (type.isEnum()) {
      Object[] all = type.getEnumConstants();
      return all[random.nextInt(all.length)];
    }
    if (type == List.class && generic instanceof ParameterizedType list) {
      return list((Class<?>) list.getActualTypeArguments()[0], random);
    }
    if (type == Map.class) {
      return archetypes(random);
    }
    if (type == ContextName.class) {
      return random.nextBoolean()
          ? new ContextName.ById(1 + random.nextInt(SMALL_IDS))
          : record(ContextName.OfInstance.class, random);
    }
    // The parts are sensible more often than not, so that commands come to be.
    if (type == AssignmentSource.class && random.nextInt(3) > 0) {
      return AssignmentSource.BY_HAND;
    }
    if (type == Period.class && random.nextInt(3) > 0) {
      return Period.ALWAYS;
    }
    if (type == AssignmentFilter.class && random.nextBoolean()) {
      return new AssignmentFilter(0, 1 + random.nextInt(SMALL_IDS), List.of(), "*", -1);
    }
    return record(type, random);
  }

  private static List<Object> list(Class<?> type, Random random) {
    List<Object> items = new ArrayList<>();
    int size = random.nextInt(3);
    for (int i = 0; i < size; i++) {
      items.add(
          type == CapabilityDefinition.class && random.nextInt(4) > 0
              ? new CapabilityDefinition(
                  "local/x:" + (char) ('a' + i),
                  "write",
                  50,
                  random.nextInt(64),
                  archetypes(random),
                  TEXTS.get(random.nextInt(6)))
              : value(type, type, random));
    }
    return items;
  }

  private static Map<String, PermissionChoice> archetypes(Random random) {
    Map<String, PermissionChoice> map = new LinkedHashMap<>();
    PermissionChoice[] all = PermissionChoice.values();
    for (String archetype : Archetypes.NAMES) {
      if (random.nextInt(4) == 0) {
        map.put(archetype, all[random.nextInt(all.length)]);
      }
    }
    return map;
  }

  private static long number(Random random) {
    return random.nextInt(4) > 0
        ? 1 + random.nextInt(SMALL_IDS)
        : NUMBERS[random.nextInt(NUMBERS.length)];
  }

  private static List<Class<?>> kindsOf(Class<?> type) {
    List<Class<?>> kinds = new ArrayList<>();
    for (Class<?> permitted : type.getPermittedSubclasses()) {
      if (permitted.isSealed()) {
        kinds.addAll(kindsOf(permitted));
      } else {
        kinds.add(permitted);
      }
    }
    return kinds;
  }
}
