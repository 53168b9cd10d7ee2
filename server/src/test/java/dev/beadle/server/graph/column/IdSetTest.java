package dev.beadle.server.graph.column;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class IdSetTest {
  /** Law: it says what a plain set says, for ids that lie close, apart, beyond 32 bits, below 0. */
  @Test
  void add_anyId_saysWhetherItIsNew() {
    var random = new Random(31);
    var ids = new IdSet();
    Set<Long> plain = new HashSet<>();
    for (int i = 0; i < 20_000; i++) {
      long id =
          switch (random.nextInt(5)) {
            case 0 -> random.nextLong();
            case 1 -> random.nextLong(1L << 33);
            case 2 -> (1L << 32) - 2 + random.nextInt(4);
            default -> random.nextLong(10_000) - 100;
          };
      assertThat(ids.add(id)).as("%d", id).isEqualTo(plain.add(id));
    }
  }
}
