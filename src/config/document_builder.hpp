#pragma once

#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <vector>

#include "dyad/config/document.hpp"
#include "text_position.hpp"

namespace dyad::config {

// Takes the events of nlohmann's parser and builds the document with the place
// of every value. `consumed` is how many bytes the parser has read so far; text
// and counter must outlive the builder.
class DocumentBuilder final : public nlohmann::json_sax<Json> {
 public:
  DocumentBuilder(std::string file, std::string_view text, const std::size_t& consumed);

  // The document, after a parse that returned true.
  Document take() { return std::move(document_); }
  // Why the parse returned false.
  const Problem& failure() const { return failure_; }

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add(value); }
  bool number_unsigned(number_unsigned_t value) override { return add(value); }
  bool number_float(number_float_t value, const string_t& text) override;
  bool string(string_t& value) override { return add(value); }
  bool binary(binary_t& value) override { return add(value); }
  bool start_object(std::size_t) override { return open(Json::object()); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(Json::array()); }
  bool end_array() override { return close(); }
  bool key(string_t& name) override;
  bool parse_error(std::size_t position, const std::string& last_token,
                   const Json::exception& error) override;

 private:
  struct Level {
    Json* container;
    std::string pointer;
    std::string name;            // of the member to come
    bool name_is_twice = false;  // it is: the value is read and dropped
  };

  bool add(Json value);
  bool open(Json container);
  bool close();
  Json* insert(Json value);
  std::string next_pointer() const;
  // Where the token that the parser just read begins.
  std::size_t token_begin();
  void defect(Document::Place place, std::string pointer, std::string found,
              std::string expected, std::string suggestion);

  std::string_view text_;
  const std::size_t& consumed_;
  std::size_t previous_end_ = 0;
  TextPosition position_;
  Document document_;
  std::list<Json> dropped_;  // values of members named twice
  std::vector<Level> levels_;
  Problem failure_;
};

}  // namespace dyad::config
