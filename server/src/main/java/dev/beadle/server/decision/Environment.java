package dev.beadle.server.decision;

import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import java.util.Arrays;

/**
 * What surrounds a question in Moodle's session. Immutable and so thread-safe. Its ordinals belong
 * to the snapshot that it was built for; {@link #DEFAULT} and {@link #WITHOUT_DOANYTHING} fit all.
 */
public final class Environment {
  /** What {@link #findSwitchAt} answers when no role was switched to there. */
  public static final int NO_SWITCH = -1;

  /** A question about another user, with the administrators' shortcut. */
  public static final Environment DEFAULT = new Environment(true, false);

  /** A question about another user, without the administrators' shortcut. */
  public static final Environment WITHOUT_DOANYTHING = new Environment(false, false);

  /** A question about the session's current user, with the administrators' shortcut. */
  public static final Environment OF_CURRENT_USER = new Environment(true, true);

  private final boolean doAnything;
  private final boolean currentUser;
  private final int loginAsContext;
  private final int[] switchNodes;
  private final int[] switchRoles;
  private final int[] temporaryNodes;
  private final int[] temporaryRoles;

  private Environment(boolean doAnything, boolean currentUser) {
    this.doAnything = doAnything;
    this.currentUser = currentUser;
    this.loginAsContext = ContextTree.ABSENT;
    this.switchNodes = new int[0];
    this.switchRoles = switchNodes;
    this.temporaryNodes = switchNodes;
    this.temporaryRoles = switchNodes;
  }

  private Environment(Builder builder) {
    this.doAnything = builder.doAnything;
    this.currentUser = builder.currentUser;
    this.loginAsContext = builder.loginAsContext;
    this.switchNodes = builder.switchNodes;
    this.switchRoles = builder.switchRoles;
    this.temporaryNodes = builder.temporaryNodes;
    this.temporaryRoles = builder.temporaryRoles;
  }

  /** Starts with a question about another user, with the administrators' shortcut. */
  public static Builder builder(PolicySnapshot snapshot) {
    return new Builder(snapshot);
  }

  /** Whether site administrators may do anything. */
  public boolean doAnything() {
    return doAnything;
  }

  /** Whether the user asked about is the session's current user. */
  public boolean isCurrentUser() {
    return currentUser;
  }

  /** The context of a "log in as" session, or {@link ContextTree#ABSENT}. */
  public int loginAsContext() {
    return loginAsContext;
  }

  /** Whether any role was switched to, by the user asked about. */
  public boolean hasSwitches() {
    return switchNodes.length != 0;
  }

  /** The switch at a node of the context tree, or {@link #NO_SWITCH}. */
  public int findSwitchAt(int node) {
    for (int i = 0; i < switchNodes.length; i++) {
      if (switchNodes[i] == node) {
        return i;
      }
    }
    return NO_SWITCH;
  }

  /**
   * The role switched to by {@link #findSwitchAt}; {@code RoleCatalog.ABSENT} if it says nothing.
   */
  public int switchedRole(int index) {
    return switchRoles[index];
  }

  /** The node of the context tree of {@link #findSwitchAt}. */
  public int switchedNode(int index) {
    return switchNodes[index];
  }

  /** How many temporary roles the user asked about holds. */
  public int temporaryCount() {
    return temporaryNodes.length;
  }

  /** The node at which the temporary role at {@code index} is held. */
  public int temporaryNode(int index) {
    return temporaryNodes[index];
  }

  /** The temporary role at {@code index}; {@code RoleCatalog.ABSENT} if it says nothing. */
  public int temporaryRole(int index) {
    return temporaryRoles[index];
  }

  /** Gathers an environment. Not thread-safe. */
  public static final class Builder {
    private final PolicySnapshot snapshot;
    private boolean doAnything = true;
    private boolean currentUser;
    private int loginAsContext = ContextTree.ABSENT;
    private int[] switchContexts = new int[0];
    private int[] switchNodes = new int[0];
    private int[] switchRoles = new int[0];
    private int[] temporaryNodes = new int[0];
    private int[] temporaryRoles = new int[0];

    private Builder(PolicySnapshot snapshot) {
      this.snapshot = snapshot;
    }

    /** Turns the administrators' shortcut off. */
    public Builder withoutDoAnything() {
      doAnything = false;
      return this;
    }

    /** Says that the user asked about is the session's current user. */
    public Builder currentUser() {
      currentUser = true;
      return this;
    }

    /** Binds the session to a context and what lies below it. */
    public Builder loggedInAs(int context) {
      loginAsContext = context;
      return this;
    }

    /**
     * Switches to a role in a context and below it.
     *
     * @throws InvalidQueryException if a role was switched to in this context before
     */
    public Builder switchTo(int context, long roleId) {
      int node = snapshot.contexts().nodeOf(context);
      int role = snapshot.roles().find(roleId);
      for (int i = 0; i < switchNodes.length; i++) {
        if (switchContexts[i] == context) {
          throw new InvalidQueryException(
              "environment.role_switches: second switch in context "
                  + snapshot.contexts().idOf(context));
        }
        if (switchNodes[i] == node && node != ContextTree.NO_PARENT) {
          // Damaged contexts may share a path, by which Moodle keeps switches: the later counts.
          switchRoles[i] = role;
          return this;
        }
      }
      switchContexts = with(switchContexts, context);
      switchNodes = with(switchNodes, node);
      switchRoles = with(switchRoles, role);
      return this;
    }

    /** Adds a role that is held in a context for the time of the session. */
    public Builder temporaryRole(int context, long roleId) {
      temporaryNodes = with(temporaryNodes, snapshot.contexts().nodeOf(context));
      temporaryRoles = with(temporaryRoles, snapshot.roles().find(roleId));
      return this;
    }

    /** The environment; what concerns the current user only is dropped for anybody else (§8). */
    public Environment build() {
      if (!currentUser) {
        switchNodes = new int[0];
        temporaryNodes = new int[0];
      }
      boolean plain =
          loginAsContext == ContextTree.ABSENT
              && switchNodes.length == 0
              && temporaryNodes.length == 0;
      if (plain && !currentUser) {
        return doAnything ? DEFAULT : WITHOUT_DOANYTHING;
      }
      return new Environment(this);
    }

    private static int[] with(int[] values, int value) {
      int[] longer = Arrays.copyOf(values, values.length + 1);
      longer[values.length] = value;
      return longer;
    }
  }
}
