package dev.beadle.server.admin;

/** Commands about accounts. */
public sealed interface UserCommand extends AdminCommand {
  /**
   * Creates an account with its context.
   *
   * @param username not kept by the graph, but written to the log
   */
  record CreateUser(String username) implements UserCommand {
    public CreateUser {
      Fields.requireName("username", username, Fields.USER_NAME_LENGTH);
      if (username.equals("guest")) {
        // Moodle finds its guest account by this name.
        throw Fields.invalid("username", username, "a name that is not the guest account's");
      }
    }
  }

  /** Marks an account as deleted, and takes away what it has; its context stays (§6.8). */
  record DeleteUser(long userId) implements UserCommand {
    public DeleteUser {
      Fields.requireId("user_id", userId);
    }
  }

  /** Suspends an account, or takes that back. */
  record SuspendUser(long userId, boolean suspended) implements UserCommand {
    public SuspendUser {
      Fields.requireId("user_id", userId);
    }
  }
}
