package io.powercrud.sample.catalogue;

import org.springframework.data.jpa.repository.JpaRepository;

/** The authors. */
interface AuthorRepository extends JpaRepository<Author, Long> {}
