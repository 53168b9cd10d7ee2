package dev.beadle.peers;

import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.AuthorizationRequest;
import com.cedarpolicy.model.entity.Entities;
import com.cedarpolicy.model.entity.Entity;
import com.cedarpolicy.model.policy.Policy;
import com.cedarpolicy.model.policy.PolicySet;
import com.cedarpolicy.value.EntityTypeName;
import com.cedarpolicy.value.EntityUID;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Cedar through its Java binding: one policy for each role with all that it allows, one with all
 * that it prohibits; the policies are kept parsed on the native side. A principal is a member of
 * its roles; the entities of a question are made beforehand. What the binding takes for its
 * crossing by JSON is in the figure.
 */
final class CedarPeer implements Peer {
  private static final EntityTypeName USER = type("User");
  private static final EntityTypeName ROLE = type("Role");
  private static final EntityTypeName ACTION = type("Action");
  private static final EntityTypeName CONTEXT = type("Context");

  private final BasicAuthorizationEngine engine = new BasicAuthorizationEngine();
  private final PolicySet policies;
  private final List<AuthorizationRequest> requests;
  private final List<Entities> entities;

  CedarPeer(Material material) throws Exception {
    this.policies = new PolicySet(policies(material));
    policies.cache();
    EntityUID context = CONTEXT.of("1");
    this.requests =
        material.questions().stream()
            .map(question ->
                new AuthorizationRequest(
                    USER.of(question.rolesKey()),
                    ACTION.of(question.capability()),
                    context,
                    Map.of()))
            .toList();
    Map<String, Entities> byRoles = new HashMap<>();
    this.entities =
        material.questions().stream()
            .map(
                question -> byRoles.computeIfAbsent(question.rolesKey(), _ -> entitiesOf(question)))
            .toList();
  }

  @Override
  public boolean isAllowed(int position) throws Exception {
    return engine
        .isAuthorized(requests.get(position), policies, entities.get(position))
        .success
        .orElseThrow()
        .isAllowed();
  }

  private static Set<Policy> policies(Material material) {
    Map<String, List<Material.Said>> byRole =
        material.says().stream()
            .collect(
                Collectors.groupingBy(
                    said -> (said.isProhibit() ? "forbid " : "permit ") + said.role(),
                    TreeMap::new,
                    Collectors.toList()));
    Set<Policy> policies = new HashSet<>();
    byRole.forEach((effectAndRole, says) -> {
      String[] words = effectAndRole.split(" ");
      String actions =
          says.stream()
              .map(said -> ACTION.of(said.capability()).toCedarExpr())
              .collect(Collectors.joining(", "));
      policies.add(
          new Policy(
              "%s(principal in %s, action in [%s], resource);"
                  .formatted(words[0], ROLE.of(words[1]).toCedarExpr(), actions),
              effectAndRole));
    });
    return policies;
  }

  private static Entities entitiesOf(Material.Question question) {
    Set<EntityUID> roles = question.roles().stream().map(ROLE::of).collect(Collectors.toSet());
    Set<Entity> entities = new HashSet<>();
    entities.add(new Entity(USER.of(question.rolesKey()), roles));
    roles.forEach(role -> entities.add(new Entity(role)));
    return new Entities(entities);
  }

  private static EntityTypeName type(String name) {
    return EntityTypeName.parse(name).orElseThrow();
  }
}
