package io.powercrud.architecture;

/** Marks a class of a fixture that the fixture's rule has to report. */
public @interface Offends {}
