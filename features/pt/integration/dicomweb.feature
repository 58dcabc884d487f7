# language: pt
# Gerado com «interop translate» a partir de features/integration/dicomweb.feature: não se altera aqui.
# Nenhum clínico nativo reviu ainda esta tradução.
@DICOMweb @DICOM.PS3.18
Funcionalidade: O arquivo diz o mesmo no navegador que na estação de trabalho
  A enfermaria vê as imagens num navegador; quem relata, numa estação de trabalho.
  Onde a cada um se diz outra coisa, duas pessoas tratam dois pacientes diferentes.

  Regra: Uma pesquisa pela web encontra o que o arquivo tem, nem mais nem menos

    @TC-WEB-001 @shall @positive
    Cenário: O exame, as séries e as imagens são os mesmos para ambos
      Dado que a paciente "Ana Torres" consta do registo da receção
      E o exame "RM crânio-encefálica" da paciente "Ana Torres" foi realizado no equipamento "MR_1"
      E o exame "TC do tórax" do paciente "Luis Mba" foi realizado no equipamento "CT_ER1"
      Quando o radiologista pesquisa pela web no sistema "PACS" o identificador da paciente "Ana Torres"
      Então a pesquisa pela web encontra 1 exame
      E o sistema "PACS" diz do exame "RM crânio-encefálica" da paciente "Ana Torres" o mesmo pela web que a uma estação de trabalho

    @TC-WEB-002 @shall @positive
    Cenário: As páginas de uma lista longa são a lista inteira
      Dado que o exame "RM crânio-encefálica" da paciente "Ana Torres" foi realizado no equipamento "MR_1"
      Quando o técnico acrescenta uma série ao exame "RM crânio-encefálica" da paciente "Ana Torres"
      E o radiologista pede pela web a lista de imagens do exame "RM crânio-encefálica" da paciente "Ana Torres" em páginas de 3
      Então as páginas juntas dão as imagens do exame "RM crânio-encefálica" da paciente "Ana Torres", cada uma uma vez

    @CHARSET @TC-WEB-003 @shall @positive
    Cenário: Um nome conserva as suas letras no navegador
      Dado que a paciente "Prueba Inés Nguema Ñengono" consta do registo da receção
      E o exame "Radiografia do tórax" da paciente "Prueba Inés Nguema Ñengono" foi realizado no equipamento "DX_1"
      Quando o radiologista pesquisa pela web no sistema "PACS" o identificador da paciente "Prueba Inés Nguema Ñengono"
      Então a pesquisa pela web encontra 1 exame
      E o nome encontrado pela web é aquele com que a paciente "Prueba Inés Nguema Ñengono" está registado

  Regra: O que se recupera pela web é o que foi feito

    @TC-WEB-004 @shall @positive
    Cenário: Um exame é recuperado pela web
      Dado que a paciente "Ana Torres" consta do registo da receção
      E o exame "TC do tórax" da paciente "Ana Torres" foi realizado no equipamento "CT_ER1"
      Quando o radiologista recupera pela web do sistema "PACS" o exame "TC do tórax" da paciente "Ana Torres"
      Então as imagens obtidas do exame "TC do tórax" da paciente "Ana Torres" são as que foram feitas

    @TC-WEB-005 @shall @positive
    Cenário: As imagens comprimidas chegam pela web tal como foram enviadas
      Dado que o exame "TC do tórax" do paciente "Luis Mba" está agendado no equipamento "CT_ER1"
      Quando o técnico realiza o exame "TC do tórax" do paciente "Luis Mba" no equipamento "CT_ER1" com compressão sem perdas
      E o radiologista recupera pela web do sistema "PACS" o exame "TC do tórax" do paciente "Luis Mba"
      Então as imagens recuperadas do exame "TC do tórax" do paciente "Luis Mba" continuam comprimidas tal como foram enviadas

    @TC-WEB-006 @shall @positive
    Cenário: A descrição de um exame é a das suas imagens
      Dado que a paciente "Ana Torres" consta do registo da receção
      E o exame "TC do tórax" da paciente "Ana Torres" foi realizado no equipamento "CT_ER1"
      Então a descrição pela web do exame "TC do tórax" da paciente "Ana Torres" é a das imagens, palavra por palavra

    @TC-WEB-007 @should @positive
    Cenário: Os fotogramas de uma sequência chegam um a um
      Dado que a paciente "Ana Torres" consta do registo da receção
      E o exame "Ecografia abdominal" da paciente "Ana Torres" está agendado no equipamento "US_1"
      Quando o técnico realiza o exame "Ecografia abdominal" da paciente "Ana Torres" no equipamento "US_1" como sequência de imagens
      Então os fotogramas do exame "Ecografia abdominal" da paciente "Ana Torres" chegam pela web um a um tal como foram feitos
      E uma imagem do exame "Ecografia abdominal" da paciente "Ana Torres" pode ser vista num navegador

    @TC-WEB-008 @shall @negative
    Cenário: Um exame que não existe não é entregue pela web como um êxito vazio
      Dado que o exame "TC do tórax" da paciente "Ana Torres" foi realizado no equipamento "CT_ER1"
      Quando o radiologista recupera pela web um exame que nunca foi feito
      Então o sistema "PACS" diz pela web que esse exame não existe

    @TC-WEB-012 @should @positive
    Cenário: Uma vista mostra o contraste e tem o tamanho que se pediram
      Dado que o exame "TC do tórax" da paciente "Ana Torres" foi realizado no equipamento "CT_ER1"
      Então as vistas do exame "TC do tórax" da paciente "Ana Torres" mostram o contraste que o radiologista escolhe
      E uma vista do exame "TC do tórax" da paciente "Ana Torres" cabe num espaço de 12 por 20 pontos
