# language: pt
# Gerado com «interop translate» a partir de features/integration/commitment.feature: não se altera aqui.
# Nenhum clínico nativo reviu ainda esta tradução.
@RAD-10 @DICOM.PS3.4.J
Funcionalidade: O equipamento só apaga uma imagem quando o arquivo já respondeu por ela
  Os discos locais são pequenos, e as imagens são apagadas logo que o arquivo as assume.
  Uma confirmação que diz mais do que a verdade destrói um exame.

  Regra: O arquivo responde por cada imagem sobre a qual é interrogado

    @TC-COM-001 @shall @positive
    Cenário: Um exame completo é confirmado
      Dado que a paciente "Ana Torres" consta do registo da receção
      E o exame "TC do tórax" da paciente "Ana Torres" foi realizado no equipamento "CT_ER1"
      Quando o equipamento "CT_ER1" pede ao sistema "PACS" o compromisso de armazenamento das imagens do exame "TC do tórax" da paciente "Ana Torres"
      Então o sistema "PACS" confirma o compromisso de armazenamento do exame "TC do tórax" da paciente "Ana Torres"
      E as imagens do exame "TC do tórax" da paciente "Ana Torres" estão armazenadas no sistema "PACS" e podem ser recuperadas

    @FIELD-12 @MESA-251 @TC-COM-002 @shall @positive
    Cenário: A resposta chega mais tarde, por uma ligação que o arquivo abre
      Dado que o paciente "Luis Mba" consta do registo da receção
      E o exame "RM crânio-encefálica" do paciente "Luis Mba" foi realizado no equipamento "MR_1"
      Quando o equipamento "MR_1" pede ao sistema "PACS" o compromisso de armazenamento das imagens do exame "RM crânio-encefálica" do paciente "Luis Mba" e corta a ligação
      Então o sistema "PACS" confirma o compromisso de armazenamento do exame "RM crânio-encefálica" do paciente "Luis Mba"
      E a confirmação do exame "RM crânio-encefálica" do paciente "Luis Mba" chega por uma ligação aberta pelo sistema "PACS"

  Regra: O que o arquivo não tem é indicado, imagem a imagem

    @TC-COM-003 @shall @negative
    Cenário: Uma imagem em três nunca chegou
      Dado que a paciente "Ana Torres" consta do registo da receção
      E o exame "TC do tórax" da paciente "Ana Torres" foi realizado no equipamento "CT_ER1"
      Quando o equipamento "CT_ER1" pede ao sistema "PACS" o compromisso de armazenamento também de uma imagem nunca enviada do exame "TC do tórax" da paciente "Ana Torres"
      Então o sistema "PACS" responde por 2 imagens do exame "TC do tórax" da paciente "Ana Torres" e declara 1 como em falta

    @FIELD-09 @TC-COM-004 @shall @negative
    Cenário: Nada do exame chegou
      Dado que a paciente "Ana Torres" consta do registo da receção
      E o exame "TC do tórax" da paciente "Ana Torres" está agendado no equipamento "CT_ER1"
      Quando o técnico faz 2 imagens do exame "TC do tórax" da paciente "Ana Torres" e não as envia
      E o equipamento "CT_ER1" pede ao sistema "PACS" o compromisso de armazenamento das imagens do exame "TC do tórax" da paciente "Ana Torres"
      Então o sistema "PACS" responde por 0 imagens do exame "TC do tórax" da paciente "Ana Torres" e declara 2 como em falta

    @TC-COM-005 @shall @negative
    Cenário: O arquivo é interrogado de novo mais tarde e continua a dizer a verdade
      Dado que o exame "Radiografia do tórax" do paciente "Luis Mba" está agendado no equipamento "DX_1"
      Quando o técnico faz 1 imagem do exame "Radiografia do tórax" do paciente "Luis Mba" e não a envia
      E o equipamento "DX_1" pede ao sistema "PACS" o compromisso de armazenamento das imagens do exame "Radiografia do tórax" do paciente "Luis Mba"
      Então o sistema "PACS" responde por 0 imagens do exame "Radiografia do tórax" do paciente "Luis Mba" e declara 1 como em falta
      Quando o equipamento "DX_1" volta a enviar as imagens do exame "Radiografia do tórax" do paciente "Luis Mba"
      E o equipamento "DX_1" pede ao sistema "PACS" o compromisso de armazenamento das imagens do exame "Radiografia do tórax" do paciente "Luis Mba"
      Então o sistema "PACS" confirma o compromisso de armazenamento do exame "Radiografia do tórax" do paciente "Luis Mba"
