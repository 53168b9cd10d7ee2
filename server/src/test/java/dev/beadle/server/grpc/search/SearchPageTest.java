package dev.beadle.server.grpc.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.grpc.PageTokens;
import dev.beadle.server.grpc.PageTokens.Place;
import dev.beadle.server.model.Revision;
import org.junit.jupiter.api.Test;

/** House, "Numbers": a page is bounded by what its items are, too. */
final class SearchPageTest {
  private final SearchPage page =
      new SearchPage(new Place(new Revision("log", 1), 0, 10), 100, "a question", new PageTokens());

  /** Large items make a smaller page, but never an empty one. */
  @Test
  void ofAtMost_largeItems_makesASmallerPage() {
    assertThat(page.ofAtMost(7).to(1000)).isEqualTo(17);
    assertThat(page.ofAtMost(0).to(1000)).isEqualTo(11);
  }

  /** Small items do not make it larger than was asked for. */
  @Test
  void ofAtMost_smallItems_leavesItsSize() {
    assertThat(page.ofAtMost(5000).to(1000)).isEqualTo(110);
  }
}
