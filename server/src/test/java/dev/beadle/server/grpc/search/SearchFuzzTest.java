package dev.beadle.server.grpc.search;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotEditor;
import dev.beadle.server.graph.TableRow;
import dev.beadle.server.grpc.ServedSite;
import dev.beadle.server.model.Revision;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.testing.Seeds;
import dev.beadle.v1.ContextReference;
import dev.beadle.v1.GetCapabilityOverviewRequest;
import dev.beadle.v1.GetPermissionMatrixRequest;
import dev.beadle.v1.ListEnrolledUsersRequest;
import dev.beadle.v1.ListHygieneFindingsRequest;
import dev.beadle.v1.ListRiskHoldersRequest;
import dev.beadle.v1.ListSecurityFindingsRequest;
import dev.beadle.v1.SecurityCheck;
import dev.beadle.v1.WhereCanRequest;
import dev.beadle.v1.WhoCanRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** SearchService, whatever is sent: never a failure of the server's own, and pages that add up. */
@TestInstance(Lifecycle.PER_CLASS)
final class SearchFuzzTest {
  private static final int SEEDS = 100;
  private static final int ALL = 10_000;

  /** What may become of a request that is a message. */
  private static final Set<Status.Code> CALLERS_FAULT =
      Set.of(
          Status.Code.OK,
          Status.Code.INVALID_ARGUMENT,
          Status.Code.NOT_FOUND,
          Status.Code.RESOURCE_EXHAUSTED,
          // Of a consistency that cannot be met.
          Status.Code.OUT_OF_RANGE,
          Status.Code.UNAVAILABLE);

  private static final ContextReference COURSE = ContextReference.newBuilder().setId(31).build();

  /** A question of each paged method that has several answers on the demonstration site. */
  private static final Map<String, Message> MANY_ANSWERS =
      Map.of(
          "WhoCan",
          WhoCanRequest.newBuilder()
              .setContext(COURSE)
              .addCapabilities("mod/forum:replypost")
              .build(),
          "WhereCan",
          WhereCanRequest.newBuilder().setUserId(2).setCapability("moodle/course:view").build(),
          "GetPermissionMatrix",
          GetPermissionMatrixRequest.newBuilder().setContext(COURSE).build(),
          "ListEnrolledUsers",
          ListEnrolledUsersRequest.newBuilder().setContext(COURSE).build(),
          "ListSecurityFindings",
          ListSecurityFindingsRequest.newBuilder()
              .setCheck(SecurityCheck.SECURITY_CHECK_XSS)
              .build(),
          "GetCapabilityOverview",
          GetCapabilityOverviewRequest.newBuilder().setCapability("mod/quiz:attempt").build(),
          "ListRiskHolders",
          ListRiskHoldersRequest.getDefaultInstance(),
          "ListHygieneFindings",
          ListHygieneFindingsRequest.getDefaultInstance());

  private ServedSite served;

  @BeforeAll
  void serve() {
    served = ServedSite.of(untidyDemo());
  }

  /** The demonstration site, with more to tidy up than it has. */
  private static PolicySnapshot untidyDemo() {
    SnapshotEditor editor = SnapshotEditor.of(ServedSite.loadDemo().snapshot());
    for (long roleId = 1; roleId <= 5; roleId++) {
      long rowId = 900_000 + roleId;
      editor.put(TableRow.of(SiteTable.ROLE_CAPABILITIES, rowId, 1, roleId, "mod/gone:view", 1));
    }
    return editor.build(new Revision("demo", 1), Instant.now());
  }

  @AfterAll
  void stop() {
    served.close();
  }

  /** Well-formed messages with whatever a field can hold. */
  @Test
  void anyMethod_wildFields_areRefusedOrAnswered() {
    Seeds.check(
        SEEDS,
        seed -> {
          var wild = new WildFields(new Random(seed));
          for (SearchMethod method : SearchMethod.all()) {
            Message request = wild.fill(method.request());
            Status status = statusOf(method, request);
            assertThat(status.getCode()).as("%s: %s", method, status).isIn(CALLERS_FAULT);
          }
        });
  }

  /** Every method that has pages is tried below. */
  @Test
  void paged_everyMethod_hasAQuestionWithManyAnswers() {
    assertThat(SearchMethod.paged().stream().map(SearchMethod::toString))
        .containsExactlyInAnyOrderElementsOf(MANY_ANSWERS.keySet());
  }

  /** Pages of one item add up to the whole list, and each says how long that is. */
  @Test
  void paged_smallPages_addUpToTheList() {
    for (SearchMethod method : SearchMethod.paged()) {
      Message question = questionOf(method);
      Message whole = method.call(served.channel(), method.page(question, ALL, ""));
      List<?> items = SearchMethod.itemsOf(whole);
      assertThat(items).as("%s", method).hasSizeGreaterThan(2);
      assertThat(SearchMethod.valueOf(whole, "total_size")).isEqualTo((long) items.size());
      assertThat(SearchMethod.valueOf(whole, "next_page_token")).isEqualTo("");
      int size = Math.max(1, items.size() / 3);
      assertThat(allPages(method, question, size, items.size())).as("%s", method).isEqualTo(items);
    }
  }

  /** A token that this server has not given, or not for this question, is refused. */
  @Test
  void paged_forgedTokens_areInvalidArgument() {
    for (SearchMethod method : SearchMethod.paged()) {
      Message question = questionOf(method);
      Message first = method.call(served.channel(), method.page(question, 1, ""));
      String token = (String) SearchMethod.valueOf(first, "next_page_token");
      assertThat(token).as("%s", method).isNotEmpty();
      Seeds.check(
          SEEDS / 5,
          seed -> assertRefused(method, method.page(question, 1, forged(token, new Random(seed)))));
      Message other = new WildFields(new Random(1)).fill(question);
      if (!SearchRequest.of(other).question().equals(SearchRequest.of(question).question())) {
        assertThat(statusOf(method, method.page(other, 1, token)).getCode())
            .as("%s: the token of another question", method)
            .isNotEqualTo(Status.Code.OK);
      }
      for (SearchMethod another : SearchMethod.paged()) {
        if (!another.equals(method)) {
          assertRefused(another, another.page(questionOf(another), 1, token));
        }
      }
    }
  }

  /** Sizes out of range are refused by the name of the field. */
  @Test
  void paged_sizesOutOfRange_areInvalidArgument() {
    for (SearchMethod method : SearchMethod.paged()) {
      for (int size : new int[] {-1, ALL + 1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
        Message request = method.page(questionOf(method), size, "");
        assertThatThrownBy(() -> method.call(served.channel(), request))
            .isInstanceOfSatisfying(
                StatusRuntimeException.class,
                refused -> {
                  assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
                  assertThat(refused)
                      .hasMessageContaining("page_size")
                      .hasMessageContaining("" + size);
                });
      }
    }
  }

  private List<Object> allPages(SearchMethod method, Message question, int size, int total) {
    List<Object> items = new ArrayList<>();
    String token = "";
    do {
      Message page = method.call(served.channel(), method.page(question, size, token));
      List<?> told = SearchMethod.itemsOf(page);
      assertThat(told).hasSizeBetween(1, size);
      assertThat(SearchMethod.valueOf(page, "total_size")).isEqualTo((long) total);
      items.addAll(told);
      token = (String) SearchMethod.valueOf(page, "next_page_token");
    } while (!token.isEmpty());
    return items;
  }

  private void assertRefused(SearchMethod method, Message request) {
    Status status = statusOf(method, request);
    assertThat(status.getCode())
        .as("%s: %s", method, status)
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(status.getDescription()).contains("page_token");
  }

  private Status statusOf(SearchMethod method, Message request) {
    try {
      method.call(served.channel(), request);
      return Status.OK;
    } catch (StatusRuntimeException refused) {
      return refused.getStatus();
    }
  }

  private static Message questionOf(SearchMethod method) {
    return requireNonNull(MANY_ANSWERS.get(method.toString()), method.toString());
  }

  /** A bit turned, bytes cut off or put on, random bytes, or what is no Base64 at all. */
  private static String forged(String token, Random random) {
    byte[] bytes = Base64.getUrlDecoder().decode(token);
    return switch (random.nextInt(5)) {
      case 0 -> {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        yield encoded(bytes);
      }
      case 1 -> encoded(Arrays.copyOf(bytes, random.nextInt(bytes.length)));
      case 2 -> encoded(Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(9)));
      case 3 -> {
        byte[] noise = new byte[1 + random.nextInt(200)];
        random.nextBytes(noise);
        yield encoded(noise);
      }
      default -> token + "é \n";
    };
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
