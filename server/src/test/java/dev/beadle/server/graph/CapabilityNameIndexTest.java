package dev.beadle.server.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.testing.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** §3: capabilities are found by the bytes of their names, and nothing else is. */
final class CapabilityNameIndexTest {
  private static final String LETTERS = "ab/:_é";

  /** Every name is found wherever it lies; no other text is taken for one. */
  @Test
  void find_randomNames_findsEachAndNoOther() {
    Seeds.check(
        300,
        seed -> {
          var random = new Random(seed);
          Set<String> distinct = new LinkedHashSet<>();
          for (int i = random.nextInt(200); i > 0; i--) {
            distinct.add(name(random));
          }
          List<String> names = new ArrayList<>(distinct);
          var index = new CapabilityNameIndex(names);
          for (int i = 0; i < names.size(); i++) {
            assertThat(find(index, names.get(i), random)).isEqualTo(i);
          }
          for (int i = 0; i < 100; i++) {
            String other =
                names.isEmpty() || random.nextBoolean() ? name(random) : like(names, random);
            assertThat(find(index, other, random)).as(other).isEqualTo(names.indexOf(other));
          }
        });
  }

  private static int find(CapabilityNameIndex index, String name, Random random) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    byte[] around = new byte[bytes.length + 20];
    random.nextBytes(around);
    int start = random.nextInt(20);
    System.arraycopy(bytes, 0, around, start, bytes.length);
    return index.find(around, start, start + bytes.length);
  }

  /** A name with one letter changed, taken away or doubled. */
  private static String like(List<String> names, Random random) {
    var name = new StringBuilder(names.get(random.nextInt(names.size())));
    if (name.isEmpty()) {
      return "a";
    }
    int at = random.nextInt(name.length());
    switch (random.nextInt(3)) {
      case 0 -> name.setCharAt(at, LETTERS.charAt(random.nextInt(LETTERS.length())));
      case 1 -> name.deleteCharAt(at);
      default -> name.insert(at, name.charAt(at));
    }
    return name.toString();
  }

  private static String name(Random random) {
    var name = new StringBuilder();
    for (int i = random.nextInt(random.nextBoolean() ? 4 : 60); i > 0; i--) {
      name.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return name.toString();
  }
}
