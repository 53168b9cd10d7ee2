package dev.beadle.server.examples;

import dev.beadle.client.BeadleClient;
import dev.beadle.client.CapabilityDecision;
import dev.beadle.client.CapabilityMatrix;
import dev.beadle.client.CapabilityRequiredException;
import dev.beadle.client.CheckFailedException;
import dev.beadle.client.Contexts;
import dev.beadle.client.OnFailure;
import dev.beadle.client.Questions;
import dev.beadle.client.policy.CircuitPolicy;
import dev.beadle.client.policy.RetryPolicy;
import dev.beadle.v1.ExplainCapabilityResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** How to make a client, and to ask it. */
final class AskingExamples {
  private AskingExamples() {}

  static boolean single(String target) {
    // @start region="single" :
    try (var beadle = BeadleClient.to(target)) {
      return beadle.hasCapability(10, "mod/forum:replypost", Contexts.module(3));
    }
    // @end
  }

  static boolean builder(String target, String secondTarget) {
    // @start region="builder" :
    try (var beadle =
        BeadleClient.builder(target)
            .target(secondTarget)
            .deadline(Duration.ofSeconds(10))
            .retries(RetryPolicy.DEFAULT.withBudget(0.5, 20))
            .circuit(
                new CircuitPolicy(
                    3, Duration.ofMillis(500), Duration.ofMillis(50), Duration.ofSeconds(10)))
            .failOpen("mod/forum:viewdiscussion")
            .build()) {
      return beadle.hasCapability(10, "mod/forum:replypost", Contexts.module(3));
    }
    // @end
  }

  static CompletionStage<String> async(BeadleClient beadle) {
    // @start region="async" :
    return beadle
        .async()
        .hasCapability(10, "mod/forum:replypost", Contexts.module(3))
        .thenApply(isAllowed -> isAllowed ? "reply" : "read only");
    // @end
  }

  static List<String> batch(BeadleClient beadle) {
    // @start region="batch" :
    List<CapabilityDecision> decisions =
        beadle.decideBatch(
            List.of(
                Questions.one(10, "mod/forum:replypost", Contexts.module(3)),
                Questions.anyOf(
                    10, List.of("mod/forum:replypost", "mod/forum:addnews"), Contexts.module(3)),
                Questions.one(0, "mod/forum:replypost", Contexts.module(3))));
    return decisions.stream()
        .map(decision -> decision.allowed() ? "yes" : "no: " + decision.rule())
        .toList();
    // @end
  }

  static String decide(BeadleClient beadle) {
    // @start region="decide" :
    CapabilityDecision decision = beadle.decide(0, "mod/forum:replypost", Contexts.module(3));
    if (decision.allowed()) {
      return "welcome";
    }
    return decision.isDecided() ? decision.rule().name() : decision.status().toString();
    // @end
  }

  static String require(BeadleClient beadle) {
    // @start region="require" :
    try {
      beadle.requireCapability(10, "mod/forum:replypost", Contexts.module(3));
      beadle.requireCapability(0, "mod/forum:replypost", Contexts.module(3));
      return "posted";
    } catch (CapabilityRequiredException denied) {
      return "user " + denied.userId() + ": " + denied.decision().rule();
    }
    // @end
  }

  static List<String> matrix(BeadleClient beadle) {
    // @start region="matrix" :
    var forums = List.of(Contexts.module(3), Contexts.module(2), Contexts.module(10));
    CapabilityMatrix matrix = beadle.matrix(10, forums, List.of("mod/forum:replypost"));
    List<String> mayReply = new ArrayList<>();
    for (int i = 0; i < forums.size(); i++) {
      if (matrix.isAllowed(i, 0)) {
        mayReply.add("course module " + forums.get(i).getInstance().getInstanceId());
      }
    }
    return mayReply;
    // @end
  }

  static String explain(BeadleClient beadle) {
    // @start region="explain" :
    ExplainCapabilityResponse why =
        beadle.explain(Questions.one(10, "mod/forum:replypost", Contexts.module(3)));
    return why.getText();
    // @end
  }

  static boolean ready(String target) {
    // @start region="ready" :
    try (var beadle = BeadleClient.builder(target).deadline(Duration.ofMillis(500)).build()) {
      beadle.awaitReady(Duration.ofSeconds(20));
      return beadle.hasCapability(10, "mod/forum:replypost", Contexts.module(3));
    }
    // @end
  }

  static String failed(BeadleClient beadle) {
    // @start region="failed" :
    try {
      var question = Questions.one(10, "mod/forum:replypost", Contexts.module(99));
      return beadle.explain(question).getText();
    } catch (CheckFailedException failed) {
      return failed.isUnreachable() ? "later" : failed.status().getCode().toString();
    }
    // @end
  }

  static String onFailure(String target) {
    // @start region="onFailure" :
    try (var beadle =
        BeadleClient.builder(target)
            .onFailure(OnFailure.THROW)
            .deadline(Duration.ofMillis(200))
            .build()) {
      return "allowed: " + beadle.hasCapability(10, "mod/forum:replypost", Contexts.module(3));
    } catch (CheckFailedException unavailable) {
      return "nobody can tell";
    }
    // @end
  }
}
