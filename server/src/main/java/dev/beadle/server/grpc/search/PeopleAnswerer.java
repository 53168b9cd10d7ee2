package dev.beadle.server.grpc.search;

import static dev.beadle.server.grpc.FieldChecks.requireAtMost;
import static dev.beadle.server.grpc.QuestionMapper.capabilitiesOf;
import static dev.beadle.server.grpc.QuestionMapper.contextOf;

import dev.beadle.server.decision.Environment;
import dev.beadle.server.decision.InvalidQueryException;
import dev.beadle.server.decision.Names;
import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.grpc.DecisionMapper;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.search.ListMode;
import dev.beadle.server.search.people.CapableContexts;
import dev.beadle.server.search.people.CapableUser;
import dev.beadle.server.search.people.CapableUsers;
import dev.beadle.server.search.people.PermittedCapability;
import dev.beadle.server.search.people.UserFilter;
import dev.beadle.server.search.people.WhatCan;
import dev.beadle.server.search.people.WhereCan;
import dev.beadle.server.search.people.WhereCanQuery;
import dev.beadle.server.search.people.WhoCan;
import dev.beadle.server.search.people.WhoCanQuery;
import dev.beadle.v1.CapabilityAnswer;
import dev.beadle.v1.CapableContext;
import dev.beadle.v1.WhatCanRequest;
import dev.beadle.v1.WhatCanResponse;
import dev.beadle.v1.WhereCanRequest;
import dev.beadle.v1.WhereCanResponse;
import dev.beadle.v1.WhoCanRequest;
import dev.beadle.v1.WhoCanResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Answers who can, where can and what can. Thread-safe. */
final class PeopleAnswerer {
  private static final Set<Integer> LISTED_LEVELS =
      Set.of(ContextLevel.COURSE_CATEGORY, ContextLevel.COURSE);

  private final SearchAnswering with;
  private final WhoCan whoCan;
  private final WhereCan whereCan;
  private final WhatCan whatCan;

  PeopleAnswerer(SearchAnswering with) {
    this.with = with;
    this.whoCan = new WhoCan(with.decisionPoint());
    this.whereCan = new WhereCan(with.decisionPoint());
    this.whatCan = new WhatCan(with.decisionPoint());
  }

  WhoCanResponse whoCan(SearchFacts facts, SearchPage page, WhoCanRequest request) {
    PolicySnapshot snapshot = facts.snapshot();
    CapableUsers found = whoCan.find(snapshot, whoCanQuery(snapshot, request), facts.checkpoint());
    WhoCanResponse.Builder response =
        WhoCanResponse.newBuilder()
            .setTotalSize(found.size())
            .setNextPageToken(page.nextToken(found.size()))
            .setFreshness(facts.freshness());
    int to = page.to(found.size());
    for (int i = page.from(found.size()); i < to; i++) {
      facts.checkpoint().at(i);
      response.addUsers(messageOf(snapshot, found.userAt(i)));
    }
    return response.build();
  }

  WhereCanResponse whereCan(SearchFacts facts, SearchPage page, WhereCanRequest request) {
    PolicySnapshot snapshot = facts.snapshot();
    WhereCanQuery query = whereCanQuery(snapshot, request);
    Set<Integer> levels = levelsOf(request);
    CapableContexts found =
        request.getConsistent()
            ? whereCan.contextsOfChecks(snapshot, query, levels, facts.checkpoint())
            : whereCan.contextsOfMoodlesList(snapshot, query, levels, facts.checkpoint());
    WhereCanResponse.Builder response =
        WhereCanResponse.newBuilder()
            .setTotalSize(found.size())
            .setNextPageToken(page.nextToken(found.size()))
            .setNowhere(found.isNowhere())
            .setFreshness(facts.freshness());
    ContextTree contexts = snapshot.contexts();
    int to = page.to(found.size());
    for (int i = page.from(found.size()); i < to; i++) {
      facts.checkpoint().at(i);
      int level = found.levelAt(i);
      long instanceId = found.instanceIdAt(i);
      response.addContexts(
          CapableContext.newBuilder()
              .setContextId(contexts.idOf(contexts.find(level, instanceId)))
              .setLevel(level)
              .setInstanceId(instanceId));
    }
    return response.build();
  }

  WhatCanResponse whatCan(SearchFacts facts, WhatCanRequest request) {
    PolicySnapshot snapshot = facts.snapshot();
    if (request.getRisks() < 0) {
      throw new InvalidQueryException(
          "risks: " + request.getRisks() + " (expected: at least 0, bits of risks)");
    }
    int context = contextOf(snapshot, request.getContext(), "context");
    Environment environment =
        request.hasEnvironment()
            ? with.questions().environmentOf(snapshot, request.getEnvironment())
            : Environment.DEFAULT;
    CapabilityCatalog capabilities = snapshot.capabilities();
    List<PermittedCapability> told = new ArrayList<>();
    int lookedAt = 0;
    int allowed = 0;
    for (PermittedCapability one :
        whatCan.all(snapshot, request.getUserId(), context, environment)) {
      facts.checkpoint().at(lookedAt);
      long risks = capabilities.rowOf(one.capability()).risks();
      if (request.getRisks() == 0 || (risks & request.getRisks()) != 0) {
        boolean isAllowed = one.decision().isAllowed();
        lookedAt++;
        allowed += isAllowed ? 1 : 0;
        if (isAllowed || request.getIncludeDenied()) {
          told.add(one);
        }
      }
    }
    told.sort(Comparator.comparing(one -> capabilities.nameOf(one.capability())));
    WhatCanResponse.Builder response = WhatCanResponse.newBuilder();
    told.forEach(one -> response.addCapabilities(messageOf(capabilities, one)));
    return response
        .setAllowedCount(allowed)
        .setLookedAtCount(lookedAt)
        .setFreshness(facts.freshness())
        .build();
  }

  private WhoCanQuery whoCanQuery(PolicySnapshot snapshot, WhoCanRequest request) {
    int maxIds = with.limits().searches().ids();
    if (request.getCapabilitiesCount() == 0) {
      throw new InvalidQueryException("capabilities: required (expected: at least one name)");
    }
    requireAtMost(
        "capabilities",
        request.getCapabilitiesCount(),
        "max-list-capabilities",
        with.limits().listCapabilities());
    requireAtMost("group_ids", request.getGroupIdsCount(), "max-list-ids", maxIds);
    requireAtMost("except_user_ids", request.getExceptUserIdsCount(), "max-list-ids", maxIds);
    int[] capabilities = capabilitiesOf(snapshot, request.getCapabilitiesList(), "capabilities");
    return new WhoCanQuery(
        contextOf(snapshot, request.getContext(), "context"),
        Arrays.stream(capabilities).boxed().toList(),
        request.getConsistent() ? ListMode.CONSISTENT : ListMode.MOODLE,
        !request.getWithoutDoanything(),
        new UserFilter(
            new HashSet<>(request.getGroupIdsList()),
            request.getUseViewAllGroups(),
            new HashSet<>(request.getExceptUserIdsList())));
  }

  private WhereCanQuery whereCanQuery(PolicySnapshot snapshot, WhereCanRequest request) {
    if (request.getCapability().isEmpty()) {
      throw new InvalidQueryException("capability: required (expected: a name)");
    }
    return new WhereCanQuery(
        request.getUserId(),
        Names.capability(snapshot, request.getCapability(), "capability"),
        request.hasEnvironment()
            ? with.questions().environmentOf(snapshot, request.getEnvironment())
            : Environment.DEFAULT);
  }

  private Set<Integer> levelsOf(WhereCanRequest request) {
    requireAtMost(
        "levels", request.getLevelsCount(), "max-list-ids", with.limits().searches().ids());
    for (int level : request.getLevelsList()) {
      if (level < 1 || (!request.getConsistent() && !LISTED_LEVELS.contains(level))) {
        throw new InvalidQueryException(
            "levels: " + level + " (expected: 40 or 50; with consistent, any level from 1)");
      }
    }
    return new HashSet<>(request.getLevelsList());
  }

  private static dev.beadle.v1.CapableUser messageOf(PolicySnapshot snapshot, CapableUser user) {
    var message = dev.beadle.v1.CapableUser.newBuilder().setUserId(user.userId());
    user.givers().stream()
        .mapToLong(held -> snapshot.roles().idOf(held.role()))
        .sorted()
        .distinct()
        .forEach(message::addRoleIds);
    return message.setSiteAdmin(user.isBySiteAdmin()).build();
  }

  private static CapabilityAnswer messageOf(
      CapabilityCatalog capabilities, PermittedCapability one) {
    return CapabilityAnswer.newBuilder()
        .setCapability(capabilities.nameOf(one.capability()))
        .setDecision(DecisionMapper.messageOf(one.decision()))
        .setRisks(capabilities.rowOf(one.capability()).risks())
        .build();
  }
}
