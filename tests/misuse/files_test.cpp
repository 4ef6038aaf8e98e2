// The wrong file for a model, and files that are none.
#include <filesystem>

#include "autograd/file.hpp"
#include "nn/gru_cell.hpp"
#include "nn/io/checkpoint.hpp"
#include "nn/io/npy.hpp"
#include "nn/io/pytorch.hpp"
#include "nn/linear.hpp"
#include "nn/lstm_cell.hpp"
#include "nn/recurrent.hpp"
#include "optim/adam.hpp"
#include "optim/sgd.hpp"
#include "tests/autograd/folder.hpp"
#include "tests/misuse/said.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(files)

namespace {

struct Tagger : nn::Module {
  nn::Linear head;
  explicit Tagger(Index classes) : head(2, classes) { submodule("head", head); }
};

// What is said, with the file's folder left out.
template <class F>
std::string said_of(const std::filesystem::path& folder, F mistake) {
  std::string sentence = said(mistake);
  for (std::size_t at; (at = sentence.find(folder.string() + "/")) != sentence.npos;)
    sentence.erase(at, folder.string().size() + 1);
  return sentence;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_file_that_is_not_there) {
  const Folder folder;
  Tagger model(3);
  BOOST_TEST(said_of(folder.path, [&] { nn::io::load_parameters(folder.path / "tagger.safetensors", model); }) ==
             "cannot read tagger.safetensors: No such file or directory; check the name, and that you may read it");
}

BOOST_AUTO_TEST_CASE(a_folder_in_place_of_a_file) {
  const Folder folder;
  Tagger model(3);
  std::filesystem::create_directory(folder.path / "tagger");
  BOOST_TEST(said_of(folder.path, [&] { nn::io::load_parameters(folder.path / "tagger", model); }) ==
             "cannot read tagger: Is a directory; check the name, and that you may read it");
  BOOST_TEST(said_of(folder.path, [&] { nn::io::save_parameters(folder.path / "tagger", model); }) ==
             "cannot write tagger: Is a directory; choose a folder that you may write to");
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_not_there) {
  const Folder folder;
  write_file(folder.path / "results", "");  // a file, so that no folder can be made there either
  const Tagger model(3);
  BOOST_TEST(said_of(folder.path, [&] { nn::io::save_parameters(folder.path / "results/tagger", model); }) ==
             "cannot write results/tagger: Not a directory; choose a folder that you may write to");
}

BOOST_AUTO_TEST_CASE(the_file_of_a_model_of_another_size) {
  const Folder folder;
  nn::io::save_parameters(folder.path / "tagger", Tagger(5));
  Tagger model(3);
  const std::string before = to_string(model.head.W.value());
  BOOST_TEST(said_of(folder.path, [&] { nn::io::load_parameters(folder.path / "tagger", model); }) ==
             "tagger does not fit the model: of another shape \"head.W\" is (2, 5), not (2, 3), \"head.b\" is (5), not "
             "(3); build the model as the one that was saved");
  BOOST_TEST(to_string(model.head.W.value()) == before);
}

BOOST_AUTO_TEST_CASE(the_file_of_another_model) {
  const Folder folder;
  nn::io::save_parameters(folder.path / "tagger", Tagger(3));
  nn::Recurrent<nn::GRUCell> model(2, 1);
  BOOST_TEST(
      said_of(folder.path, [&] { nn::io::load_parameters(folder.path / "tagger", model); }) ==
      "tagger does not fit the model: missing \"layers.0.W_xh\" (2, 3), \"layers.0.W_hh\" (1, 3), \"layers.0.b\" (3), "
      "\"layers.0.b_hn\" (1); unexpected \"head.W\" (2, 3), \"head.b\" (3); build the model as the one that was saved");
}

BOOST_AUTO_TEST_CASE(the_file_of_another_cell) {
  const Folder folder;
  nn::io::save_pytorch(folder.path / "gru", nn::Recurrent<nn::GRUCell>(2, 1));
  nn::Recurrent<nn::LSTMCell> model(2, 1);
  BOOST_TEST(said_of(folder.path, [&] { nn::io::load_pytorch(folder.path / "gru", model); }) ==
             "gru does not fit the model: of another shape \"weight_ih_l0\" is (3, 2), not (4, 2), \"weight_hh_l0\" is "
             "(3, 1), not (4, 1), \"bias_ih_l0\" is (3), not (4), \"bias_hh_l0\" is (3), not (4); make both models of "
             "the same modules, with the same sizes");
}

BOOST_AUTO_TEST_CASE(our_names_where_those_of_pytorch_are_wanted) {
  const Folder folder;
  nn::io::save_parameters(folder.path / "tagger", Tagger(1));
  Tagger model(1);
  BOOST_TEST(said_of(folder.path, [&] { nn::io::load_pytorch(folder.path / "tagger", model); }) ==
             "tagger does not fit the model: missing \"head.weight\" (1, 2), \"head.bias\" (1); unexpected \"head.W\" "
             "(2, 1), \"head.b\" (1); make both models of the same modules, with the same sizes");
}

BOOST_AUTO_TEST_CASE(a_cell_that_pytorch_does_not_have) {
  nn::Recurrent<nn::LSTMCell> model(2, 1, {}, {.output = nn::OutputActivation::none});
  BOOST_TEST(
      said([&] { nn::io::pytorch_state(model); }) ==
      "PyTorch does not have an LSTM without output activation, like \"layers.0\": give it OutputActivation::tanh");
}

BOOST_AUTO_TEST_CASE(parameters_where_a_checkpoint_is_wanted) {
  const Folder folder;
  nn::io::save_parameters(folder.path / "tagger", Tagger(3));
  Tagger model(3);
  optim::SGD sgd(model.parameters());
  BOOST_TEST(said_of(folder.path, [&] { nn::io::load_checkpoint(folder.path / "tagger", model, sgd); }) ==
             "tagger: this is no checkpoint (of parameters alone, load_parameters reads files); save it anew with "
             "save_checkpoint");
}

BOOST_AUTO_TEST_CASE(a_checkpoint_where_parameters_are_wanted) {
  const Folder folder;
  Tagger model(1);
  nn::io::save_checkpoint(folder.path / "run", model, optim::SGD(model.parameters()), 1);
  BOOST_TEST(said_of(folder.path, [&] { nn::io::load_parameters(folder.path / "run", model); }) ==
             "run does not fit the model: missing \"head.W\" (2, 1), \"head.b\" (1); unexpected \"model.head.W\" (2, "
             "1), \"model.head.b\" (1), \"optimizer.group0.lr\" (), \"optimizer.group0.base_lr\" (), \"optimizer.0.t\" "
             "(), \"optimizer.1.t\" (); build the model as the one that was saved");
}

BOOST_AUTO_TEST_CASE(the_checkpoint_of_another_optimizer) {
  const Folder folder;
  Tagger model(1);
  const optim::SGD before(model.parameters(), {.momentum = Real(0.5)});
  nn::io::save_checkpoint(folder.path / "run", model, before, 1);
  optim::SGD sgd({{{model.head.W}, {}}, {{model.head.b}, {}}});
  BOOST_TEST(said_of(folder.path, [&] { nn::io::load_checkpoint(folder.path / "run", model, sgd); }) ==
             "run does not fit the model: SGD: the state to restore does not fit: \"group1.lr\" is missing; "
             "\"group1.base_lr\" is missing; make the optimizer with the parameters, groups and options that it was "
             "saved with; make the model and the optimizer as those that were saved");
}

BOOST_AUTO_TEST_CASE(a_checkpoint_that_was_damaged) {
  const Folder folder;
  Tagger model(1);
  optim::SGD sgd(model.parameters());
  nn::io::save_checkpoint(folder.path / "run", model, sgd, 1);
  std::string bytes = read_file(folder.path / "run");
  bytes.back() ^= 1;
  write_file(folder.path / "run", bytes);
  BOOST_TEST(said_of(folder.path, [&] { nn::io::load_checkpoint(folder.path / "run", model, sgd); }) ==
             "run: it was damaged; save it anew with save_checkpoint");
}

BOOST_AUTO_TEST_CASE(a_download_that_broke_off) {
  const Folder folder;
  nn::io::write_safetensors(folder.path / "tagger", {{"head.W", Array::ones({2, 3})}, {"head.b", Array::ones({3})}}, {},
                            nn::io::Dtype::F64);
  const std::string bytes = read_file(folder.path / "tagger");
  Tagger model(3);
  const auto load = [&] { nn::io::load_parameters(folder.path / "tagger", model); };
  write_file(folder.path / "tagger", bytes.substr(0, 4));
  BOOST_TEST(said_of(folder.path, load) == "tagger: it holds 4 bytes, too few for a safetensors file; copy it anew");
  write_file(folder.path / "tagger", bytes.substr(0, 20));
  BOOST_TEST(
      said_of(folder.path, load) ==
      "tagger: its header would have 128 bytes, but only 12 follow; the file is cut off or damaged: copy it anew");
  write_file(folder.path / "tagger", bytes.substr(0, bytes.size() - 1));
  BOOST_TEST(said_of(folder.path, load) ==
             "tagger: the tensor \"head.b\": its data_offsets [48, 72] are not within the 71 bytes of numbers that the "
             "file holds; the file is cut off or damaged: copy it anew");
}

BOOST_AUTO_TEST_CASE(a_web_page_in_place_of_a_file) {
  const Folder folder;
  write_file(folder.path / "page", "<!DOCTYPE html><html><body>404 Not Found</body></html>");
  Tagger model(3);
  BOOST_TEST(said_of(folder.path, [&] { nn::io::load_parameters(folder.path / "page", model); }) ==
             "page: its header would have 5789751444030890300 bytes, and 100000000 are the most; the file is damaged "
             "or not safetensors: write it anew");
  BOOST_TEST(said_of(folder.path, [&] { nn::io::read_npy(folder.path / "page"); }) ==
             "page: it does not begin as a .npy file does; save it with numpy.save");
}

BOOST_AUTO_TEST_CASE(a_tensor_that_a_file_does_not_hold) {
  const Folder folder;
  nn::io::save_parameters(folder.path / "tagger", Tagger(3));
  BOOST_TEST(said_of(folder.path, [&] { nn::io::read_safetensors(folder.path / "tagger").at("head.weight"); }) ==
             "tagger: there is no tensor \"head.weight\"; it holds 2 tensors: \"head.W\", \"head.b\"");
}

BOOST_AUTO_TEST_CASE(two_tensors_of_one_name) {
  const Folder folder;
  BOOST_TEST(said_of(folder.path, [&] {
               nn::io::write_safetensors(folder.path / "all", {{"W", Array::ones({2})}, {"W", Array::ones({2})}});
             }) == "cannot write all: the tensor \"W\" comes twice; give each a name of its own");
}

BOOST_AUTO_TEST_CASE(a_gradient_saved_before_any_pass) {
  const Folder folder;
  const Tagger model(3);
  BOOST_TEST(said_of(folder.path, [&] { nn::io::write_npy(folder.path / "gradient", model.head.W.grad()); }) ==
             "cannot write gradient: the array holds no numbers");
  BOOST_TEST(said_of(folder.path, [&] {
               nn::io::write_safetensors(folder.path / "gradients", {{"W", model.head.W.grad()}});
             }) == "cannot write gradients: the tensor \"W\" holds no numbers; leave it out");
}

BOOST_AUTO_TEST_CASE(a_step_before_the_first) {
  const Folder folder;
  Tagger model(3);
  BOOST_TEST(said([&] { nn::io::save_checkpoint(folder.path / "run", model, optim::SGD(model.parameters()), -1); }) ==
             "save_checkpoint: step -1; steps count from 0");
}

BOOST_AUTO_TEST_SUITE_END()
