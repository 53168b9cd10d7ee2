package dev.beadle.client;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.beadle.v1.CapableContext;
import dev.beadle.v1.CapableUser;
import dev.beadle.v1.ContextReference;
import dev.beadle.v1.ListEnrolledUsersRequest;
import dev.beadle.v1.ListEnrolledUsersResponse;
import dev.beadle.v1.SearchServiceGrpc;
import dev.beadle.v1.WhatCanRequest;
import dev.beadle.v1.WhatCanResponse;
import dev.beadle.v1.WhereCanRequest;
import dev.beadle.v1.WhereCanResponse;
import dev.beadle.v1.WhoCanRequest;
import dev.beadle.v1.WhoCanResponse;
import io.grpc.MethodDescriptor;
import java.util.List;
import java.util.function.Function;

/**
 * The questions of the search service. Lists are read a page at a time, as they are walked, and all
 * pages are of the same revision. Thread-safe.
 *
 * {@snippet class="dev.beadle.server.examples.FollowingExamples" region="search" :
 * List<Long> userIds = new ArrayList<>();
 * for (CapableUser user : beadle.search().whoCan("mod/forum:replypost", Contexts.module(3))) {
 *   userIds.add(user.getUserId());
 * }
 * return userIds;
 * }
 *
 * <p>A list cannot be made up: without an answer, whatever asks for it throws {@link
 * CheckFailedException}, also in the middle of a walk.
 */
public final class BeadleSearch {
  private final Connection connection;
  private final CallSettings settings;

  BeadleSearch(Connection connection, CallSettings settings) {
    this.connection = connection;
    this.settings = settings;
  }

  /** The users who have a capability in a context, by their ids, as Moodle lists them. */
  public Iterable<CapableUser> whoCan(String capability, ContextReference context) {
    var request =
        WhoCanRequest.newBuilder()
            .setContext(requireNonNull(context, "context"))
            .addCapabilities(requireNonNull(capability, "capability"))
            .build();
    return pages(SearchServiceGrpc.getWhoCanMethod(), request, WhoCanResponse::getUsersList);
  }

  /** The contexts in which a user has a capability, as Moodle lists them. */
  public Iterable<CapableContext> whereCan(long userId, String capability) {
    var request =
        WhereCanRequest.newBuilder()
            .setUserId(userId)
            .setCapability(requireNonNull(capability, "capability"))
            .build();
    return pages(SearchServiceGrpc.getWhereCanMethod(), request, WhereCanResponse::getContextsList);
  }

  /** All capabilities of a user in a context, each with the rule that decides. */
  public WhatCanResponse whatCan(long userId, ContextReference context) {
    return ask(
        SearchServiceGrpc.getWhatCanMethod(),
        WhatCanRequest.newBuilder()
            .setUserId(userId)
            .setContext(requireNonNull(context, "context"))
            .build());
  }

  /** The users (user.id) who are enrolled in the course of a context. */
  public Iterable<Long> enrolledUsers(ContextReference context) {
    return pages(
        SearchServiceGrpc.getListEnrolledUsersMethod(),
        ListEnrolledUsersRequest.newBuilder()
            .setContext(requireNonNull(context, "context"))
            .build(),
        ListEnrolledUsersResponse::getUserIdsList);
  }

  /**
   * Asks any question of the service that has one answer, or for one page of a list.
   *
   * @param method of {@link SearchServiceGrpc}
   * @param request its site is that of this client
   * @throws CheckFailedException if it could not be answered
   * @throws IllegalArgumentException if this client has a consistency, and the request cannot
   */
  public <Q extends Message, R> R ask(MethodDescriptor<Q, R> method, Q request) {
    return connection.ask(
        requireNonNull(method, "method"), ofSite(requireNonNull(request, "request")), settings);
  }

  /**
   * Walks any list of the service. Each walk asks anew; the next page is asked for when the one
   * before has been walked.
   *
   * {@snippet class="dev.beadle.server.examples.FollowingExamples" region="pages" :
   * Set<String> capabilities = new TreeSet<>();
   * for (RiskHolding holding :
   *     beadle
   *         .search()
   *         .pages(
   *             SearchServiceGrpc.getListRiskHoldersMethod(),
   *             ListRiskHoldersRequest.getDefaultInstance(),
   *             ListRiskHoldersResponse::getHoldingsList)) {
   *   capabilities.addAll(holding.getCapabilitiesList());
   * }
   * return capabilities;
   * }
   *
   * @param method of {@link SearchServiceGrpc}, whose request has a page_token and whose response a
   *     next_page_token
   * @param request its site is that of this client
   * @param rows what a page has
   */
  public <Q extends Message, R extends Message, T> Iterable<T> pages(
      MethodDescriptor<Q, R> method, Q request, Function<R, List<T>> rows) {
    return () -> new PageIterator<>(token -> ask(method, withToken(request, token)), rows);
  }

  private <Q extends Message> Q ofSite(Q request) {
    Q named = with(request, "site", settings.site());
    if (settings.isCurrent()) {
      return named;
    }
    return with(named, "consistency", settings.consistency());
  }

  private static <Q extends Message> Q withToken(Q request, String token) {
    return token.isEmpty() ? request : with(request, "page_token", token);
  }

  private static <Q extends Message> Q with(Q request, String name, Object value) {
    FieldDescriptor field = request.getDescriptorForType().findFieldByName(name);
    if (field == null) {
      throw new IllegalArgumentException(
          request.getDescriptorForType().getName() + ": " + name + ": no such field");
    }
    return sameType(request, request.toBuilder().setField(field, value).build());
  }

  // A builder of a message builds messages of the same class.
  @SuppressWarnings("unchecked")
  private static <Q extends Message> Q sameType(Q like, Message built) {
    return (Q) like.getClass().cast(built);
  }
}
