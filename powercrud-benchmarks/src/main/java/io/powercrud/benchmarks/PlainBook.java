package io.powercrud.benchmarks;

import jakarta.persistence.Entity;
import jakarta.persistence.Table;

/** The book of the hand-written loop, which PowerCRUD knows nothing of. */
@Entity
@Table(name = "book")
public class PlainBook extends BookRow {}
