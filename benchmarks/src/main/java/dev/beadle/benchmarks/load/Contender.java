package dev.beadle.benchmarks.load;

/** One server asked in one way, ready to be measured again and again. Confined to one thread. */
interface Contender extends AutoCloseable {
  /** As reports call it. */
  String name();

  /** Asks for some time. */
  Sample run(long nanos) throws InterruptedException;

  @Override
  void close();
}
