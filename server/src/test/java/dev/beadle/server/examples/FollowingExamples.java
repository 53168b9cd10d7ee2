package dev.beadle.server.examples;

import dev.beadle.client.AdminRefusedException;
import dev.beadle.client.BeadleAdmin;
import dev.beadle.client.BeadleClient;
import dev.beadle.client.Contexts;
import dev.beadle.client.WatchListener;
import dev.beadle.client.WatchSubscription;
import dev.beadle.client.meter.MicrometerMeters;
import dev.beadle.client.policy.NearCachePolicy;
import dev.beadle.v1.AdminBatch;
import dev.beadle.v1.AdminCommand;
import dev.beadle.v1.AssignRole;
import dev.beadle.v1.CapableUser;
import dev.beadle.v1.Consistency;
import dev.beadle.v1.ListRiskHoldersRequest;
import dev.beadle.v1.ListRiskHoldersResponse;
import dev.beadle.v1.RiskHolding;
import dev.beadle.v1.SearchServiceGrpc;
import dev.beadle.v1.WatchRequest;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.LinkedBlockingQueue;

/** How to list, to change, to hear of changes, and to keep and to meter answers. */
final class FollowingExamples {
  private FollowingExamples() {}

  static List<Long> search(BeadleClient beadle) {
    // @start region="search" :
    List<Long> userIds = new ArrayList<>();
    for (CapableUser user : beadle.search().whoCan("mod/forum:replypost", Contexts.module(3))) {
      userIds.add(user.getUserId());
    }
    return userIds;
    // @end
  }

  static Set<String> pages(BeadleClient beadle) {
    // @start region="pages" :
    Set<String> capabilities = new TreeSet<>();
    for (RiskHolding holding :
        beadle
            .search()
            .pages(
                SearchServiceGrpc.getListRiskHoldersMethod(),
                ListRiskHoldersRequest.getDefaultInstance(),
                ListRiskHoldersResponse::getHoldingsList)) {
      capabilities.addAll(holding.getCapabilitiesList());
    }
    return capabilities;
    // @end
  }

  static String administer(String target) {
    // @start region="admin" :
    try (var admin = BeadleAdmin.to(target)) {
      var batch =
          AdminBatch.newBuilder()
              .setActor(2)
              .setReason("the term begins")
              .setIdempotencyKey("term-2027-user-22")
              .addCommands(
                  AdminCommand.newBuilder()
                      .setAssignRole(
                          AssignRole.newBuilder()
                              .setRoleId(5)
                              .setUserId(22)
                              .setContext(Contexts.course(2))))
              .build();
      return admin.apply(batch).getRevision();
    }
    // @end
  }

  static String refused(BeadleAdmin admin, AdminBatch batch) {
    // @start region="refused" :
    try {
      return "written: " + admin.apply(batch).getRevision();
    } catch (AdminRefusedException refused) {
      return refused.isOutcomeUnknown()
          ? "to be sent again, with the same idempotency key"
          : refused.kind() + ": " + refused.field();
    }
    // @end
  }

  static boolean consistency(BeadleClient beadle, String revision) {
    // @start region="consistency" :
    BeadleClient afterwards =
        beadle.withConsistency(Consistency.newBuilder().setAtLeastRevision(revision).build());
    return afterwards.hasCapability(22, "mod/forum:replypost", Contexts.module(3));
    // @end
  }

  static String watch(BeadleClient beadle, String lastRevision) throws InterruptedException {
    // @start region="watch" :
    var revisions = new LinkedBlockingQueue<String>();
    WatchListener listener = changes -> revisions.add(changes.getRevision());
    var request = WatchRequest.newBuilder().setFromRevision(lastRevision).build();
    try (WatchSubscription _ = beadle.watch(request, listener)) {
      return revisions.take();
    }
    // @end
  }

  static boolean nearCache(String target) {
    // @start region="nearCache" :
    var policy = new NearCachePolicy(50_000, Duration.ofSeconds(2));
    try (var beadle = BeadleClient.builder(target).nearCache(policy).build()) {
      return beadle.hasCapability(10, "mod/forum:replypost", Contexts.module(3));
    }
    // @end
  }

  static boolean meters(String target, MeterRegistry registry) {
    // @start region="meters" :
    var meters = new MicrometerMeters(registry);
    try (var beadle = BeadleClient.builder(target).meters(meters).build()) {
      return beadle.hasCapability(10, "mod/forum:replypost", Contexts.module(3));
    }
    // @end
  }
}
