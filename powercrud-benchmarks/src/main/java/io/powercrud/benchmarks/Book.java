package io.powercrud.benchmarks;

import jakarta.persistence.Entity;
import jakarta.persistence.Table;

/** The book that PowerCRUD changes: a declared resource, whose records are guarded. */
@Entity
@Table(name = "book")
public class Book extends BookRow {}
