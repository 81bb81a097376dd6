package io.powercrud.sample.catalogue;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.jpa.repository.Query;

/** The books. */
public interface BookRepository extends JpaRepository<Book, Long>, JpaSpecificationExecutor<Book> {

  /** How many books have this genre. */
  @Query("select count(book) from Book book join book.genres genre where genre.id = :genreId")
  int countByGenre(long genreId);

  /** The ids of all genres that books of this author have, in their order. */
  @Query(
      """
      select distinct genre.id from Book book join book.genres genre
      where book.author.id = :authorId
      order by genre.id
      """)
  List<Long> genreIdsOfAuthor(long authorId);
}
