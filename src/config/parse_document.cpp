#include <cstddef>
#include <iterator>

#include "document_builder.hpp"
#include "dyad/config/document.hpp"

namespace dyad::config {
namespace {

// Walks the text and keeps count, so that the builder knows where the parser is.
class CountingIterator {
 public:
  using iterator_category = std::forward_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator() = default;
  CountingIterator(const char* at, std::size_t* count) : at_(at), count_(count) {}

  reference operator*() const { return *at_; }
  CountingIterator& operator++() {
    ++at_;
    ++*count_;
    return *this;
  }
  CountingIterator operator++(int) {
    CountingIterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const CountingIterator& other) const { return at_ == other.at_; }

 private:
  const char* at_ = nullptr;
  std::size_t* count_ = nullptr;
};

}  // namespace

std::optional<Document> parse_document(std::string file, std::string_view text,
                                       Problems& problems) {
  std::size_t consumed = 0;
  DocumentBuilder builder(std::move(file), text, consumed);
  const CountingIterator begin(text.data(), &consumed);
  const CountingIterator end(text.data() + text.size(), &consumed);
  if (!Json::sax_parse(begin, end, &builder)) {
    problems.push_back(builder.failure());
    return std::nullopt;
  }
  return builder.take();
}

}  // namespace dyad::config
