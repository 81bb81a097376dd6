package io.powercrud.benchmarks;

import jakarta.persistence.Entity;
import jakarta.persistence.Table;

/** The book whose genres are counted again with every change of it. */
@Entity
@Table(name = "book")
public class ShelvedBook extends BookRow {}
